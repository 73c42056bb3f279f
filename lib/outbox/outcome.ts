import type { DeliveryStatus } from './model.ts';

/** What came of a try: the status of an answer, or why there was none. */
export type Outcome = { httpStatus: number } | { failure: string };

/**
 * What a try means for its call: 2xx is success; no answer, 429 and 5xx may be better later; whatever else was answered
 * will not change by asking again. A redirect is not followed, and so is such an answer too.
 */
export const statusAfter = (outcome: Outcome, triesLeft: number): DeliveryStatus => {
  const again = triesLeft > 0 ? 'PENDING' : 'FAILED';
  if ('failure' in outcome) return again;
  const { httpStatus } = outcome;
  if (httpStatus >= 200 && httpStatus < 300) return 'SUCCEEDED';
  return httpStatus === 429 || httpStatus >= 500 ? again : 'FAILED';
};

/** How long to wait for the next try, in ms, when so many are left. The last pause serves where the list is too short. */
export const pauseMs = (pausesSeconds: readonly number[], triesLeft: number): number =>
  1000 * (pausesSeconds.at(Math.max(0, pausesSeconds.length - triesLeft)) ?? pausesSeconds.at(-1) ?? 60);

/** What went wrong with a try, in words; null when nothing did. */
export const errorOf = (outcome: Outcome, recipient: string): string | null => {
  if ('failure' in outcome) return `${recipient} ${outcome.failure}`;
  const { httpStatus } = outcome;
  if (httpStatus >= 200 && httpStatus < 300) return null;
  const redirect = httpStatus >= 300 && httpStatus < 400 ? ', and redirects are not followed' : '';
  return `${recipient} answered ${httpStatus}${redirect}`;
};
