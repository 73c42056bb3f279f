import type { Failure } from '#lib/core/aws/failure';
import { jitter, sleep } from '#lib/core/clock';
import { type AppError, unavailable } from '#lib/core/errors';
import { count } from '#lib/core/metrics';
import { current } from '#lib/core/versions';
import { type AttributeValues, fromAttributeValues } from './lean/attribute-values.ts';
import type { Item } from './requests.ts';

/**
 * A condition did not hold. `item` is what is there instead, or undefined when nothing is. `repeated`: the write was sent
 * more than once because an answer did not arrive, so it may be its own first sending that stands in the way.
 */
export class ConditionFailed extends Error {
  readonly item: Item | undefined;
  readonly repeated: boolean;
  constructor(item: Item | undefined, { repeated = false } = {}) {
    super('The condition of the write did not hold');
    this.item = item;
    this.repeated = repeated;
  }
}

/** Whether a deletion was refused because its own first sending, whose answer was lost, has done it. */
export const isDoneAlready = (error: unknown): boolean =>
  error instanceof ConditionFailed && error.repeated && error.item === undefined;

/** A transaction did not happen. `refusals` has one entry per step: undefined where that step would have been fine. */
export class TransactionCanceled extends Error {
  readonly refusals: (ConditionFailed | undefined)[];
  constructor(refusals: (ConditionFailed | undefined)[]) {
    super('A condition of the transaction did not hold');
    this.refusals = refusals;
  }
}

const OVERLOADED = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
  'TransactionConflictException',
  'TransactionInProgressException',
  'TimeoutError',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);

/** The image that came with a refused condition, as an item. */
export const imageOf = (image: unknown): Item | undefined =>
  image && Object.keys(image).length > 0 ? current(fromAttributeValues(image as AttributeValues)) : undefined;

/** The database did not take a request, with all its retries. */
export const busy = (detail: string, cause?: unknown): AppError => {
  count('DatabaseBusy');
  return unavailable('database.busy', detail, 1, cause);
};

/** What the engine threw, in Muster's words. The SDK has retried what a retry can mend before this is asked. */
export const translate = (error: unknown): unknown => {
  const { name, code, $metadata, Item: image } = (error ?? {}) as Failure & { Item?: unknown };
  if (name === 'ConditionalCheckFailedException')
    return new ConditionFailed(imageOf(image), { repeated: ($metadata?.attempts ?? 1) > 1 });
  // Whatever stands in front of a database answers 5xx in words of its own.
  const isTheirs = ($metadata?.httpStatusCode ?? 0) >= 500;
  if (isTheirs || OVERLOADED.has(name ?? '') || OVERLOADED.has(code ?? ''))
    return busy('The database did not take the request in time; try again shortly.', error);
  return error;
};

const CLASH_TRIES = 8;

/** A write that met a transaction on the same item. The SDK leaves trying again to its callers. */
const isClash = (error: unknown): boolean => (error as Error | undefined)?.name === 'TransactionConflictException';

/** Runs one request, again with full jitter while it clashes with a transaction, and throws in Muster's words. */
export const send = async <T>(request: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      if (!isClash(error) || attempt === CLASH_TRIES) throw translate(error);
      await sleep(jitter(attempt));
    }
  }
};

/** What a write gives, or else what its refusal means: how a repository makes an outcome of it. */
export const orWhenRefused = async <T>(write: Promise<T>, meaning: (refusal: ConditionFailed) => T): Promise<T> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionFailed) return meaning(error);
    throw error;
  }
};

/** Waits for a write whose refusal does not matter, or is told by another one. */
export const unlessRefused = (write: Promise<unknown>): Promise<void> =>
  orWhenRefused<void>(
    write.then(() => {}),
    () => {},
  );
