import pLimit from 'p-limit';
import { useEffect, useState } from 'preact/hooks';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { api } from '../core/api.ts';
import { messageOf } from '../core/failure.ts';
import { counted } from '../core/format.ts';
import type { Machine, Operation } from '../core/model.ts';
import { inWords } from './state.tsx';

const AT_ONCE = 6;

export const operate = async ({ id }: Pick<Machine, 'id'>, action: Operation): Promise<Machine> =>
  api('POST /api/v1/machines/{id}', { params: { id }, query: { action } });

interface Outcome {
  machine: Machine;
  /** Why it was refused, in the API's words; undefined when it was begun. */
  refused: string | undefined;
}

interface Props {
  machines: readonly Machine[];
  action: Operation;
  onClose: () => void;
}

/** Runs an operation on the chosen machines, and tells what became of each. */
export const OperateMany = ({ machines, action, onClose }: Props) => {
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [begun, setBegun] = useState(action !== 'TERMINATE');

  useEffect(() => {
    if (!begun) return;
    void pLimit(AT_ONCE).map(machines, async (machine) => {
      const refused = await operate(machine, action).then(() => undefined, messageOf);
      setOutcomes((before) => [...before, { machine, refused }]);
    });
  }, [begun]);

  const refused = outcomes.filter((outcome) => outcome.refused !== undefined);
  const done = outcomes.length === machines.length;
  const what = counted(machines.length, 'machine');

  if (!begun)
    return (
      <Dialog title={`Terminate ${what}?`} onClose={onClose}>
        <p>A terminated machine never runs again.</p>
        <div class="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" onClick={() => setBegun(true)}>
            Terminate
          </Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={`${inWords(action)} ${what}`} onClose={onClose}>
      <progress max={machines.length} value={outcomes.length} aria-label="How many were asked" />
      <p role="status">
        {done
          ? `${counted(outcomes.length - refused.length, 'machine')} began, ${refused.length} refused.`
          : `${outcomes.length} of ${machines.length} asked`}
      </p>
      <ul class="lines outcomes">
        {[...refused, ...outcomes.filter((outcome) => outcome.refused === undefined)].map(
          ({ machine, refused: why }) => (
            <li key={machine.id}>
              <Badge tone={why ? 'bad' : 'good'}>{why ? 'Refused' : 'Begun'}</Badge>
              <span class="strong">{machine.name}</span>
              {why && <span class="why">{why}</span>}
            </li>
          ),
        )}
      </ul>
      <div class="actions">
        <Button look="main" onClick={onClose}>
          {done ? 'Done' : 'Close'}
        </Button>
      </div>
    </Dialog>
  );
};
