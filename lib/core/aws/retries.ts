import { sleep } from '../clock.ts';
import type { Failure } from './failure.ts';

/** The numbers of the SDK's standard strategy, which the tests hold them against. */
const SENDINGS = 3;
const PASSING_MS = 50;
const THROTTLED_MS = 1000;
const COST = { throttled: 5, passing: 14 } as const;
const MOST_PAUSE_MS = 20_000;
const BUDGET = 500;

const THROTTLED = new Set([
  'EC2ThrottledException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const PASSING = new Set([
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Whether a failure may pass, and of what kind it is; undefined for one that is an answer. */
const kindOf = ({ name, code = '', $metadata }: Failure): keyof typeof COST | undefined => {
  const status = $metadata?.httpStatusCode ?? 0;
  if (status === 429 || THROTTLED.has(name)) return 'throttled';
  return PASSING.has(name) || PASSING.has(code) || [500, 502, 503, 504].includes(status) ? 'passing' : undefined;
};

/**
 * Sends again what may pass: with full jitter, twice as long each time, and no more than a budget allows, which every
 * success fills up a little. So a service that is down is not also flooded (AWS's "standard" retry mode).
 */
export class Retries {
  readonly #sendings: number;
  readonly #pauseMs: Readonly<Record<keyof typeof COST, number>>;
  #budget = BUDGET;

  constructor({ sendings = SENDINGS, passingMs = PASSING_MS }: { sendings?: number; passingMs?: number } = {}) {
    this.#sendings = sendings;
    this.#pauseMs = { throttled: THROTTLED_MS, passing: passingMs };
  }

  /** Gives what `sendOnce` gives. Its last error tells in `$metadata` how often it was sent. */
  async run<T>(sendOnce: () => Promise<T>): Promise<T> {
    let paid = 1;
    for (let sendings = 1; ; sendings += 1) {
      try {
        const answer = await sendOnce();
        this.#budget = Math.min(BUDGET, this.#budget + paid);
        return answer;
      } catch (thrown) {
        const error = thrown as Failure;
        const kind = kindOf(error);
        if (kind === undefined || sendings === this.#sendings || this.#budget < COST[kind]) {
          error.$metadata = { ...error.$metadata, attempts: sendings };
          throw error;
        }
        paid = COST[kind];
        this.#budget -= paid;
        await sleep(Math.random() * Math.min(this.#pauseMs[kind] * 2 ** (sendings - 1), MOST_PAUSE_MS));
      }
    }
  }
}
