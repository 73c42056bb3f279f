import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { log } from '#lib/core/log';
import { count, measure } from '#lib/core/metrics';
import type { Paging } from '#lib/core/page';
import type {
  Attempt,
  Delivery,
  DeliveryPolicy,
  DeliveryProgress,
  DeliveryRef,
  DeliveryStatus,
  SendingPolicy,
} from './model.ts';
import { errorOf, type Outcome, pauseMs, statusAfter } from './outcome.ts';
import * as repository from './repository.ts';
import { send } from './send.ts';

/** Time for the two writes around a call. Whoever holds a call for longer than that and its timeout has died. */
const CLAIM_SLACK_MS = 10_000;
/** Ended calls are kept so long, in ms: 90 days. */
export const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** Calls of one process on their way at the same time, so that a dead recipient cannot take all its sockets. */
const CALLS_IN_FLIGHT = 200;
/** The last so many tries of a call are kept. */
const TRIES_KEPT = 100;
const CALLER_ENDED = 'The caller ended before an answer was seen';

const inFlight = pLimit(CALLS_IN_FLIGHT);

interface ClockOptions {
  now?: () => Date;
}

/**
 * Writes a call into the ledger, once: it is PENDING and due. Repeating it with the same `ref` changes nothing, and gives
 * the call as it stands.
 */
export const open = (
  { kind, pausesSeconds }: DeliveryPolicy,
  { owner, at, id }: DeliveryRef,
  details: Record<string, unknown>,
): Promise<Delivery> =>
  repository.open({
    ...{ owner, at, id, kind, details },
    ...{ status: 'PENDING', dueAt: at, attempts: 0, left: pausesSeconds.length + 1, tries: [] },
  });

const expiry = (at: Date): number => clock.seconds(clock.later(at, KEPT_MS));

/** The list of tries with the last one filled in, and those that nobody came back from. */
const filledIn = (tries: readonly Attempt[], last: Partial<Attempt>): Attempt[] =>
  tries.slice(-TRIES_KEPT).map((each, i, kept) => {
    if (i === kept.length - 1) return { ...each, ...last };
    return each.duration_ms === null && each.error === null ? { ...each, error: CALLER_ENDED } : each;
  });

const settlement = (
  { pausesSeconds, recipient }: DeliveryPolicy,
  call: Delivery,
  outcome: Outcome,
  begun: Date,
  ended: Date,
) => {
  const status = statusAfter(outcome, call.left);
  const at = status === 'PENDING' ? clock.later(ended, pauseMs(pausesSeconds, call.left)) : ended;
  const tries = filledIn(call.tries, {
    duration_ms: ended.getTime() - begun.getTime(),
    http_status: 'httpStatus' in outcome ? outcome.httpStatus : null,
    error: errorOf(outcome, recipient),
  });
  return { status, tries, at: clock.iso(at), expiresAtSeconds: expiry(ended) };
};

const claim = (line: DeliveryPolicy, ref: DeliveryRef, begun: Date): Promise<Delivery | undefined> => {
  const until = clock.iso(clock.later(begun, line.timeoutMs + CLAIM_SLACK_MS));
  return repository.claim(line.kind, ref, { token: randomId(), now: clock.iso(begun), until });
};

/** Counts what came of a try: one that succeeded or was given up is counted as that, too. */
const meter = ({ metrics }: DeliveryPolicy, call: Delivery, { status, at }: repository.Settlement): void => {
  if (!metrics) return;
  count(metrics.attempts);
  if (status === 'FAILED') count(metrics.failures);
  if (status !== 'SUCCEEDED') return;
  count(metrics.successes);
  measure(metrics.latency, Math.max(0, Date.parse(at) - Date.parse(call.at)));
};

/**
 * Tries a call that is due: claims it by a conditional write, sends it, writes down what came of it. Does nothing, and
 * gives undefined, when it is not due or somebody else has it; so it may be asked as often as one likes.
 */
export const attempt = async (
  line: SendingPolicy,
  ref: DeliveryRef,
  { now = clock.now }: ClockOptions = {},
): Promise<DeliveryStatus | undefined> => {
  const begun = now();
  const call = await claim(line, ref, begun);
  if (!call) return undefined;
  // Whoever made the last try it was allowed died over it.
  const outcome: Outcome =
    call.left < 0
      ? { failure: 'was called for the last time, and the caller ended before an answer was seen' }
      : await send(() => line.request(call), call.id, line.timeoutMs);
  const settled = settlement(line, call, outcome, begun, now());
  const written = await repository.settle(call, settled);
  if (!written) return undefined;
  meter(line, call, settled);
  if (settled.status !== 'PENDING') await line.ended?.(written);
  return settled.status;
};

/** Tries many calls side by side, up to 200 at once in this process; one that breaks is logged, and due still. */
export const attemptAll = async (
  line: SendingPolicy,
  refs: readonly DeliveryRef[],
  timed: ClockOptions = {},
): Promise<void> => {
  await inFlight.map(refs, async (ref) => {
    try {
      await attempt(line, ref, timed);
    } catch (error) {
      log.error('A call could not be tried', { kind: line.kind, owner: ref.owner, error: error as Error });
    }
  });
};

/** Up to `most` calls that are due, the longest waiting first. */
export const due = (
  { kind }: DeliveryPolicy,
  most: number,
  { now = clock.now }: ClockOptions = {},
): Promise<Delivery[]> => repository.due(kind, clock.iso(now()), most);

/**
 * Makes a call due again with all its tries, whatever became of it. One that is being tried at this moment is left to it.
 * Gives undefined when there is no such call.
 */
export const renew = async (
  { kind, pausesSeconds }: DeliveryPolicy,
  ref: DeliveryRef,
  { now = clock.now }: ClockOptions = {},
): Promise<Delivery | undefined> => {
  for (;;) {
    const seen = await repository.find(kind, ref);
    if (!seen) return undefined;
    const outcome = await repository.renew(seen, pausesSeconds.length + 1, clock.iso(now()));
    if (outcome === 'gone') return undefined;
    if (outcome !== 'changed') return outcome;
  }
};

/** Gives up every pending call of an owner, for that reason; with `until`, those that came to be by then. */
export const cancelAll = async (
  { kind }: DeliveryPolicy,
  owner: string,
  reason: string,
  { now = clock.now, until = '~' }: ClockOptions & { until?: string } = {},
): Promise<void> => {
  const at = now();
  const pending = await repository.pendingOf(kind, owner);
  for (const call of pending.filter((each) => each.at <= until)) {
    const tries = filledIn(call.tries, {});
    const ended = { status: 'FAILED' as const, tries, reason, at: clock.iso(at), expiresAtSeconds: expiry(at) };
    await repository.cancel(call, ended);
  }
};

/** A call, or undefined. */
export const find = ({ kind }: DeliveryPolicy, ref: DeliveryRef): Promise<Delivery | undefined> =>
  repository.find(kind, ref);

/** Those of the calls that are there, in the order of `refs`. */
export const findProgress = ({ kind }: DeliveryPolicy, refs: readonly DeliveryRef[]): Promise<DeliveryProgress[]> =>
  repository.findProgress(kind, refs);

/**
 * The calls of one owner, newest first, or those of them in one state: then a page looks at `limit` calls, and may show
 * fewer. @throws AppError 400 for a bad cursor.
 */
export const listOf = ({ kind }: DeliveryPolicy, owner: string, paging: Paging, status?: DeliveryStatus) =>
  repository.listOf(kind, owner, paging, status);

/** The calls in one state: pending ones by when they are due, ended ones latest first. @throws AppError 400 for a bad cursor. */
export const listIn = ({ kind }: DeliveryPolicy, status: DeliveryStatus, paging: Paging) =>
  repository.listIn(kind, status, paging);

/** The calls of a kind in any state, the latest first, by when they ended or are due. @throws AppError 400 for a bad cursor. */
export const listKind = ({ kind }: DeliveryPolicy, paging: Paging) => repository.listKind(kind, paging);
