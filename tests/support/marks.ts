import { recountKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { findUsage, setReached } from '#lib/pools/repository/usage-counters';
import { beside } from './crash.ts';

/** Plays the stream where none runs: whatever mark a recount has sent is reached in a moment. Gives what ends it. */
export const reachMarksOf = (pool: string): (() => void) => {
  const reach = async (): Promise<void> => {
    const [mark, found] = [await table.get(recountKey(pool)), await findUsage(pool)];
    if (mark && found) await setReached(pool, found.kept.born, String(mark.token)).catch(() => undefined);
  };
  const timer = beside(() => setInterval(() => void reach(), 20));
  return () => clearInterval(timer);
};
