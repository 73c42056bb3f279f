import { Bulk, type Outcome } from '../components/bulk.tsx';
import { api } from '../core/api.ts';
import { doToEach } from '../core/each.ts';
import type { Machine, Operation } from '../core/model.ts';
import { STATES_FOR } from './allowed.ts';
import { inWords } from './state.tsx';

export const operate = async ({ id }: Pick<Machine, 'id'>, action: Operation): Promise<Machine> =>
  api('POST /api/v1/machines/{id}', { params: { id }, query: { action } });

/** Some machines, or all that a tag, a cluster or both have: those the API itself takes at once. */
export type Chosen =
  | { machines: readonly Machine[] }
  | { cluster_name: string | undefined; tag: string | undefined; known: readonly Machine[] };

interface Props {
  action: Operation;
  chosen: Chosen;
  onClose: (begun: boolean) => void;
}

const planned = (action: Operation, { name, state }: Machine): Outcome => ({
  name,
  refused: STATES_FOR[action]?.includes(state)
    ? undefined
    : `It is ${inWords(state).toLowerCase()}; ${inWords(action).toLowerCase()} is not allowed.`,
});

const toAll = async (
  action: Operation,
  { cluster_name, tag, known }: Exclude<Chosen, { machines: unknown }>,
  dry: boolean,
): Promise<Outcome[]> => {
  const answer = await api('POST /api/v1/machines', {
    query: { action, cluster_name, tag, dry_run: dry ? 'true' : undefined },
    body: undefined,
  });
  if (!('accepted' in answer)) return [];
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return [
    ...answer.accepted.map((id) => ({ name: nameOf(id) })),
    ...answer.rejected.map(({ id, detail }) => ({ name: nameOf(id), refused: detail })),
  ];
};

/** Runs an operation on many machines, after it has shown on which, and tells what became of each. */
export const OperateMachines = ({ action, chosen, onClose }: Props) => (
  <Bulk
    verb={inWords(action)}
    noun="machine"
    onClose={onClose}
    preview={async () =>
      'machines' in chosen ? chosen.machines.map((machine) => planned(action, machine)) : toAll(action, chosen, true)
    }
    run={(options) =>
      'machines' in chosen
        ? doToEach(
            chosen.machines.filter((machine) => planned(action, machine).refused === undefined),
            ({ name }) => name,
            (machine) => operate(machine, action),
            options,
          )
        : toAll(action, chosen, false)
    }
  >
    {action === 'TERMINATE' ? 'A terminated machine never runs again.' : undefined}
  </Bulk>
);
