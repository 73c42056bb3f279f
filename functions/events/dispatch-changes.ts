import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, eachReadable, newImage, oldImage, sequenceOf } from '#events/stream';
import { metered } from '#lib/core/metrics';
import * as events from '#lib/events/service';
import { CountMark, PoolResourceRecord } from '#lib/pools/model';
import * as pools from '#lib/pools/service';

const ofType = (type: string) => (record: DynamoDBRecord) => (newImage(record) ?? oldImage(record))?.type === type;

const resourceChangeOf = (record: DynamoDBRecord) => {
  const [before, after] = [oldImage(record), newImage(record)].map((image) => image && PoolResourceRecord.parse(image));
  return { pool: (after ?? before)?.pool ?? '', before, after, sequence: sequenceOf(record) };
};

/** Counts what pools have, and writes the log of events. Both bear that a record comes again. */
export const handler = metered(async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const marks = eachReadable(Records.filter(ofType('recount')), (record) => CountMark.parse(newImage(record)));
  const counted = eachReadable(Records.filter(ofType('resource')), resourceChangeOf);
  await Promise.all([pools.count(counted, marks), events.record(Records.map(changeOf))]);
});
