import { jitter, sleep } from '#lib/core/clock';
import { unavailable } from '#lib/core/errors';
import { Refused, TransactionRefused } from '#lib/db/refusals';

const ATTEMPTS = 8;

/**
 * Reads, decides and writes again when somebody else's write came between. `attempt` throws a Fault to give up.
 * @throws Fault 503 when others are faster every time.
 */
export const untilUndisturbed = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let tried = 0; tried < ATTEMPTS; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Refused || error instanceof TransactionRefused)) throw error;
      await sleep(jitter(tried));
    }
  }
  throw unavailable('cloud.contended', 'Too many callers change the same thing at once; try again shortly.');
};
