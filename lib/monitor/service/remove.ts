import * as clock from '#lib/core/clock';
import { TransactionCanceled } from '#lib/db/errors';
import { serverUnknown } from '../errors.ts';
import type { Server } from '../model.ts';
import * as repository from '../repository/servers.ts';

/** For how long a call may delete history; what is left is deleted by the next sweep. */
const HISTORY_MS = 4000;

/** Deletes a server, and as much of its history as there is time for. @throws AppError 404 when it is gone already. */
export const removeServer = async (server: Server, { now = clock.now, historyMs = HISTORY_MS } = {}): Promise<void> => {
  try {
    await repository.addTombstone(server, clock.iso(now()));
  } catch (error) {
    // Somebody else has deleted it since, and may have added another of that name, which is not ours to delete.
    if (error instanceof TransactionCanceled) throw serverUnknown(server.name);
    throw error;
  }
  if (historyMs === 0) return;
  const until = now().getTime() + historyMs;
  await repository.deleteHistory(server.id, () => now().getTime() > until);
};
