import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import pLimit from 'p-limit';
import { log } from '#lib/core/log';
import { current } from '#lib/core/versions';
import { type Image, itemOf } from './image.ts';

const RECORDS_IN_FLIGHT = 32;

const asItem = (image: Image | undefined): Record<string, unknown> | undefined => image && current(itemOf(image));

/** The item as it is after the change, or undefined when it was deleted. Readers branch on its `type`, never on keys. */
export const newImage = ({ dynamodb }: DynamoDBRecord): Record<string, unknown> | undefined =>
  asItem(dynamodb?.NewImage);

/** The item as it was before the change, or undefined when it is new. */
const oldImage = ({ dynamodb }: DynamoDBRecord): Record<string, unknown> | undefined => asItem(dynamodb?.OldImage);

/**
 * Handles every record, side by side and each by itself: one that fails keeps none of the others from being done. What
 * failed is named to Lambda, which tries from there again (ReportBatchItemFailures), so handling must bear repetition.
 */
export const eachRecord = async <T>(
  { Records }: DynamoDBStreamEvent,
  handle: (record: DynamoDBRecord) => Promise<T> | T,
): Promise<{ done: T[]; failures: DynamoDBBatchResponse }> => {
  const done: T[] = [];
  const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = [];
  await pLimit(RECORDS_IN_FLIGHT).map(Records, async (record) => {
    const itemIdentifier = record.dynamodb?.SequenceNumber ?? '';
    try {
      done.push(await handle(record));
    } catch (error) {
      log.error('A stream record could not be handled', { sequenceNumber: itemIdentifier, error: error as Error });
      batchItemFailures.push({ itemIdentifier });
    }
  });
  return { done, failures: { batchItemFailures } };
};

/** Where the change stands in the order of changes, as text that sorts so. DynamoDB's numbers have up to 40 digits. */
const sequenceOf = ({ dynamodb }: DynamoDBRecord): string => (dynamodb?.SequenceNumber ?? '').padStart(48, '0');

/** A record as a change: its id and place, when it was made, and both images. */
export const changeOf = (record: DynamoDBRecord) => ({
  id: record.eventID ?? sequenceOf(record),
  sequence: sequenceOf(record),
  at: new Date((record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
  before: oldImage(record),
  after: newImage(record),
});

const placeOf = (record: DynamoDBRecord | { sequence: string }): string =>
  'sequence' in record ? record.sequence : sequenceOf(record);

/** What can be read of each record. One that cannot be read never will be: it is logged, and holds up none of the others. */
export const eachReadable = <R extends DynamoDBRecord | { sequence: string }, T>(
  records: readonly R[],
  read: (record: R) => T,
): T[] =>
  records.flatMap((record): T[] => {
    try {
      return [read(record)];
    } catch (error) {
      log.error('A stream record could not be read', { sequenceNumber: placeOf(record), error: error as Error });
      return [];
    }
  });
