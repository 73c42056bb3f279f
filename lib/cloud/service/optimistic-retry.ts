import * as core from '#lib/core/optimistic-retry';
import { contended } from '../errors.ts';

/**
 * Reads, decides and writes again while `attempt` finds that somebody else's write came between.
 * @throws AppError 503 when others are faster every time.
 */
export const optimisticRetry = <T>(attempt: () => Promise<T | 'stale'>): Promise<T> =>
  core.optimisticRetry(async () => {
    const outcome = await attempt();
    return outcome === 'stale' ? undefined : outcome;
  }, contended);
