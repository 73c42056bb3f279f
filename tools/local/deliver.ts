import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { sleep } from '#lib/core/clock';

export interface Delivery {
  /** Invokes the function. It throws, or names the records that it could not handle. */
  invoke(records: readonly DynamoDBRecord[]): Promise<unknown>;
  /** Takes a record that nothing could be done with. */
  deadLetter(record: DynamoDBRecord, reason: string): void;
  /**
   * Resolves when the database answers: while that is down no record is to blame, and on AWS no stream is read. Throws
   * when nobody waits for it any more.
   */
  reachable?(): Promise<void>;
  retries: number;
  pauseMs: number;
}

interface Failure {
  /** The first record that was not handled, or undefined when it is not known which it was. */
  at: number | undefined;
  reason: string;
}

const failureOf = (records: readonly DynamoDBRecord[], answer: unknown): Failure | undefined => {
  const { batchItemFailures = [] } = (answer ?? {}) as Partial<DynamoDBBatchResponse>;
  if (batchItemFailures.length === 0) return undefined;
  const named = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const at = records.findIndex(({ dynamodb }) => named.has(dynamodb?.SequenceNumber ?? ''));
  return { at: at < 0 ? undefined : at, reason: 'The function named it among batchItemFailures' };
};

const tryOnce = async (records: readonly DynamoDBRecord[], { invoke }: Delivery): Promise<Failure | undefined> => {
  try {
    return failureOf(records, await invoke(records));
  } catch (error) {
    return { at: undefined, reason: String(error) };
  }
};

/** What is left of a batch after a failure, in parts: cut at the record that was named, or else in the middle. */
const cut = (records: readonly DynamoDBRecord[], { at }: Failure) =>
  at === undefined
    ? [records.slice(0, Math.ceil(records.length / 2)), records.slice(Math.ceil(records.length / 2))]
    : [records.slice(at, at + 1), records.slice(at + 1)];

/**
 * Hands a batch to a function the way Lambda's event source mapping does with ReportBatchItemFailures and
 * BisectBatchOnFunctionError: what came before the failure is done, the rest is cut until the record that fails stands
 * alone, and that one is retried so many times and then buried. The others are delivered, in order, whatever it does.
 */
export const deliver = async (records: readonly DynamoDBRecord[], delivery: Delivery): Promise<void> => {
  if (records.length === 0) return;
  let failure = await tryOnce(records, delivery);
  if (!failure) return;
  if (records.length > 1) {
    for (const part of cut(records, failure)) await deliver(part, delivery);
    return;
  }
  for (let retry = 0; retry < delivery.retries; retry += 1) {
    await sleep(delivery.pauseMs);
    await delivery.reachable?.();
    failure = await tryOnce(records, delivery);
    if (!failure) return;
  }
  for (const record of records) delivery.deadLetter(record, failure.reason);
};
