import { sleep } from '#lib/core/clock';
import { AppError } from '#lib/core/errors';

const PAUSE_MS = 1000;
const MAX_TRIES = 20;
/** With some time left, the batch can be counted, and what is there is not written over by the next sweep. */
const RESERVE_MS = 10_000;

/**
 * Does work again, after a second or two, that the database did not take with all of its retries, for as long as there is
 * time before `until`. The work must bear repetition. @throws what it throws last.
 */
export const insisting = async <T>(
  work: () => Promise<T>,
  { until, now }: { until: string; now: () => Date },
): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const isOver = tries >= MAX_TRIES || now().getTime() > Date.parse(until) - RESERVE_MS;
      if (!(error instanceof AppError) || error.kind !== 'unavailable' || isOver) throw error;
      await sleep(PAUSE_MS * (0.5 + Math.random()));
    }
  }
};
