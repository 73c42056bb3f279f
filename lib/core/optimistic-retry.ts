import { jitter, sleep } from './clock.ts';
import type { AppError } from './errors.ts';

/** Less than any call may take, so that a caller is told why. */
const PATIENCE_MS = 7000;

/**
 * Optimistic concurrency: reads, decides and writes again, after a pause of growing jitter, while `attempt` gives
 * undefined: somebody else's write came between.
 * @throws what `contended` makes when others are faster for seconds.
 */
export const optimisticRetry = async <T>(
  attempt: () => Promise<T | undefined>,
  contended: () => AppError,
): Promise<T> => {
  const end = performance.now() + PATIENCE_MS;
  for (let tried = 0; ; tried += 1) {
    const done = await attempt();
    if (done !== undefined) return done;
    if (performance.now() > end) throw contended();
    await sleep(jitter(tried));
  }
};
