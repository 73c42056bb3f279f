import { Bulk, type Outcome } from '../components/bulk.tsx';
import { api } from '../core/api.ts';
import { doToEach } from '../core/each.ts';
import type { Server } from '../core/model.ts';

export type ServerOperation = 'pause' | 'resume' | 'delete';

/** Some servers by name, or all that have a tag: those the API itself takes at once. */
export type Chosen = { servers: readonly Server[] } | { tag: string };

const VERBS: Record<ServerOperation, string> = { pause: 'Pause', resume: 'Resume', delete: 'Delete' };

const NOTES: Record<ServerOperation, string> = {
  pause: 'A paused server is not pinged and raises no alert.',
  resume: 'They are pinged again from the next sweep on.',
  delete: 'They are pinged no more, and their history is deleted with them.',
};

interface ToTag {
  items: readonly { name: string; outcome: string; detail?: string | undefined }[];
}

const UNCHANGED = 'It is so already.';

const outcomesOf = ({ items }: ToTag): Outcome[] =>
  items.map(({ name, outcome, detail }) => ({
    name,
    refused: outcome === 'UNCHANGED' ? UNCHANGED : outcome === 'FAILED' ? (detail ?? 'It failed.') : undefined,
  }));

const toTag = async (
  operation: ServerOperation,
  tag: string,
  dry: boolean,
  signal?: AbortSignal,
): Promise<Outcome[]> => {
  const query = { tag, dry_run: dry ? ('true' as const) : undefined };
  const extras = signal ? { signal } : {};
  if (operation === 'delete') return outcomesOf(await api('DELETE /servers', { query, ...extras }));
  return outcomesOf(await api('PUT /servers', { query, body: { paused: operation === 'pause' }, ...extras }));
};

const toOne = (operation: ServerOperation, { name }: Server): Promise<unknown> =>
  operation === 'delete'
    ? api('DELETE /', { body: { server: name } })
    : api('PUT /servers/{name}', { params: { name }, body: { paused: operation === 'pause' } });

const planned = (operation: ServerOperation, { name, paused }: Server): Outcome => ({
  name,
  refused: operation !== 'delete' && (paused ?? false) === (operation === 'pause') ? UNCHANGED : undefined,
});

interface Props {
  operation: ServerOperation;
  chosen: Chosen;
  onClose: (begun: boolean) => void;
}

/** Pauses, resumes or deletes many servers, after it has shown which. */
export const OperateServers = ({ operation, chosen, onClose }: Props) => (
  <Bulk
    verb={VERBS[operation]}
    noun="server"
    onClose={onClose}
    preview={async () =>
      'tag' in chosen ? toTag(operation, chosen.tag, true) : chosen.servers.map((server) => planned(operation, server))
    }
    run={(options) =>
      'tag' in chosen
        ? toTag(operation, chosen.tag, false)
        : doToEach(
            chosen.servers.filter((server) => planned(operation, server).refused === undefined),
            ({ name }) => name,
            (server) => toOne(operation, server),
            options,
          )
    }
  >
    {NOTES[operation]}
  </Bulk>
);
