import { jitter, sleep } from '#lib/core/clock';
import { unavailable } from '#lib/core/errors';
import { ConditionFailed, TransactionCanceled } from '#lib/db/errors';

const ATTEMPTS = 8;

/**
 * Reads, decides and writes again when somebody else's write came between. `attempt` throws an AppError to give up.
 * @throws AppError 503 when others are faster every time.
 */
export const optimisticRetry = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let tried = 0; tried < ATTEMPTS; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ConditionFailed || error instanceof TransactionCanceled)) throw error;
      await sleep(jitter(tried));
    }
  }
  throw unavailable('cloud.contended', 'Too many callers change the same thing at once; try again shortly.');
};
