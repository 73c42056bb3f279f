import { batchWrite } from '#lib/db/batch';
import { serverStateKey } from '#lib/db/keys';
import type { ServerState } from '#lib/monitor/model';

/** Keeps states as releases before 0.2 did, by ids of servers. */
export const saveSingle = (known: ReadonlyMap<string, ServerState>): Promise<void> =>
  batchWrite(
    [...known].map(([server, state]) => ({
      put: { ...serverStateKey(server), type: 'server-state', server, ...state },
    })),
  );
