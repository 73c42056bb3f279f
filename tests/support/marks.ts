import { poolRecountKey, recountKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { find, type Part, partsOf, setReached } from '#lib/pools/repository/usage-counters';
import { beside } from './crash.ts';

/** Plays the stream where none runs: marks that a recount has sent are reached now. */
export const reachMarks = async (pool: string): Promise<void> => {
  const found = await find(pool);
  if (!found) return;
  const { born } = found.pool;
  const keyOf = (part: Part) => (part === 'named' ? poolRecountKey(pool) : recountKey(born, part));
  for (const part of partsOf(found.pool)) {
    const mark = await table.get(keyOf(part));
    if (mark) await setReached(pool, born, part, String(mark.token));
  }
};

/** The same in a moment, whatever is sent. Gives what ends it. */
export const reachMarksOf = (pool: string): (() => void) => {
  const timer = beside(() => setInterval(() => void reachMarks(pool).catch(() => undefined), 20));
  return () => clearInterval(timer);
};
