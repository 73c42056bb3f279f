import * as clock from '#lib/core/clock';
import { serverUnknown } from '../errors.ts';
import type { Server } from '../model.ts';
import * as repository from '../repository/servers.ts';

/** For how long a call may delete history; what is left is deleted by the next sweep. */
const HISTORY_MS = 4000;

/**
 * Deletes a server, and as much of its history as there is time for: 'gone' when somebody else has deleted it since, who
 * may have added another of that name, which is not ours to delete.
 */
export const removeIfSame = async (
  server: Server,
  { now = clock.now, historyMs = HISTORY_MS } = {},
): Promise<'removed' | 'gone'> => {
  if ((await repository.addTombstone(server, clock.iso(now()))) === 'gone') return 'gone';
  const until = now().getTime() + historyMs;
  if (historyMs > 0) await repository.deleteHistory(server.id, () => now().getTime() > until);
  return 'removed';
};

/** The same. @throws AppError 404 when it is gone already. */
export const removeServer = async (server: Server, options: { now?: () => Date; historyMs?: number } = {}) => {
  if ((await removeIfSame(server, options)) === 'gone') throw serverUnknown(server.name);
};
