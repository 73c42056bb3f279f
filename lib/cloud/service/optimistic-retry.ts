import { jitter, sleep } from '#lib/core/clock';
import { contended } from '../errors.ts';

const ATTEMPTS = 8;

/**
 * Optimistic concurrency: reads, decides and writes again while `attempt` finds that somebody else's write came between.
 * @throws AppError 503 when others are faster every time.
 */
export const optimisticRetry = async <T>(attempt: () => Promise<T | 'stale'>): Promise<T> => {
  for (let tried = 0; tried < ATTEMPTS; tried += 1) {
    const outcome = await attempt();
    if (outcome !== 'stale') return outcome;
    await sleep(jitter(tried));
  }
  throw contended();
};
