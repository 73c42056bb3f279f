import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { jitter, sleep } from '#lib/core/clock';
import { unavailable } from '#lib/core/errors';
import { documentClient } from './client.ts';
import { ConditionFailed, imageOf, TransactionCanceled, translate } from './errors.ts';
import type { Step } from './requests.ts';

const TRANSACTION_TRIES = 8;

/** The most writes and checks that DynamoDB takes in one transaction. */
export const MAX_STEPS = 100;

const isCancellation = (error: unknown): error is TransactionCanceledException =>
  (error as Error | undefined)?.name === 'TransactionCanceledException';

const refusalsOf = ({ CancellationReasons = [] }: TransactionCanceledException) =>
  CancellationReasons.map(({ Code, Item }) =>
    Code === 'ConditionalCheckFailed' ? new ConditionFailed(imageOf(Item)) : undefined,
  );

/** Reasons that pass by themselves. Any other, but a condition, is a defect of the request. */
const PASSING = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

const willPass = ({ CancellationReasons = [] }: TransactionCanceledException): boolean =>
  CancellationReasons.every(({ Code = 'None' }) => PASSING.has(Code));

/**
 * Does every step or none. A clash with another transaction is nobody's fault and is tried again, with full jitter.
 * @throws TransactionCanceled when a condition does not hold.
 */
export const transact = async (steps: Step[]): Promise<void> => {
  for (let attempt = 0; attempt < TRANSACTION_TRIES; attempt += 1) {
    try {
      await documentClient().send('TransactWriteItems', { TransactItems: steps });
      return;
    } catch (error) {
      if (!isCancellation(error)) throw translate(error);
      const refusals = refusalsOf(error);
      if (refusals.some(Boolean)) throw new TransactionCanceled(refusals);
      if (!willPass(error)) throw error;
      await sleep(jitter(attempt));
    }
  }
  throw unavailable('database.contended', 'Too many callers change the same thing at once; try again shortly.');
};

/** The steps that were refused, by their names, each with what is there instead. */
export type Refusals<Name extends string> = Partial<Record<Name, ConditionFailed>>;

/**
 * The same with a name for each step, or for some together. Gives nothing when it is done, else which were refused: so
 * nobody counts steps.
 */
export const transactNamed = async <Name extends string>(
  named: Readonly<Record<Name, Step | readonly Step[]>>,
): Promise<Refusals<Name> | undefined> => {
  const steps = (Object.entries(named) as [Name, Step | readonly Step[]][]).flatMap(([name, some]) =>
    [some].flat().map((one) => ({ name, one: one as Step })),
  );
  try {
    await transact(steps.map(({ one }) => one));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceled)) throw error;
    const refused: Refusals<Name> = {};
    for (const [i, { name }] of steps.entries()) refused[name] ??= error.refusals[i];
    return refused;
  }
};
