import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import * as repository from '../repository/servers.ts';
import { LONGEST_MS } from '../schedule.ts';

const CLEARING_MS = 20_000;

const CLEARED_AT_ONCE = 8;

/**
 * Deletes what deleted servers have left. A tombstone stays open for as long as something that was under way when its server
 * was deleted could still write: no invocation lives longer than `LONGEST_MS`.
 */
export const clear = async (tombstones: readonly repository.Tombstone[], now: () => Date): Promise<void> => {
  const until = now().getTime() + CLEARING_MS;
  const closable = clock.iso(clock.later(now(), -LONGEST_MS));
  const shouldStop = () => now().getTime() > until;
  await pLimit(CLEARED_AT_ONCE).map(tombstones, async ({ server, at }) => {
    if (shouldStop()) return;
    if ((await repository.deleteHistory(server, shouldStop)) && at <= closable)
      await repository.removeTombstone(server);
  });
};
