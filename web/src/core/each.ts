import pLimit from 'p-limit';
import type { Outcome, RunOptions } from '../components/bulk.tsx';
import { messageOf } from './failure.ts';

const AT_ONCE = 6;

/** Does something to each of many, a few at a time. What has not begun when the signal comes does not begin. */
export const doToEach = async <T>(
  entries: readonly T[],
  nameOf: (entry: T) => string,
  act: (entry: T) => Promise<unknown>,
  { signal, onProgress }: RunOptions,
): Promise<readonly Outcome[]> => {
  let outcomes: readonly Outcome[] = [];
  await pLimit(AT_ONCE).map(entries, async (entry) => {
    if (signal.aborted) return;
    const refused = await act(entry).then(() => undefined, messageOf);
    outcomes = [...outcomes, { name: nameOf(entry), refused }];
    onProgress(outcomes);
  });
  return outcomes;
};
