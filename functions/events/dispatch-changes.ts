import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, eachReadable, newImage, oldImage, sequenceOf } from '#events/stream';
import { metered } from '#lib/core/metrics';
import { settings } from '#lib/core/settings';
import * as events from '#lib/events/service';
import { CountMark, PoolResourceRecord } from '#lib/pools/records';
import * as pools from '#lib/pools/service';
import * as search from '#lib/search/service';
import * as webhooks from '#lib/webhooks/service';

const ofType = (type: string) => (record: DynamoDBRecord) => (newImage(record) ?? oldImage(record))?.type === type;

const resourceChangeOf = (record: DynamoDBRecord) => {
  const [before, after] = [oldImage(record), newImage(record)].map((image) => image && PoolResourceRecord.parse(image));
  const { pool = '', shard } = after ?? before ?? {};
  return { pool, shard, before, after, sequence: sequenceOf(record) };
};

/** Counts what pools have, writes the log of events, tells webhooks of them, and keeps what can be searched for. All of it bears that a record comes again. */
export const handler = metered(async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const marks = eachReadable(Records.filter(ofType('recount')), (record) => CountMark.parse(newImage(record)));
  const counted = eachReadable(Records.filter(ofType('resource')), resourceChangeOf);
  const { EVENTS, SEARCH } = settings();
  const changes = EVENTS === 'off' && SEARCH === 'off' ? [] : Records.map(changeOf);
  const told = events.record(changes).then((recorded) => webhooks.announce(recorded));
  await Promise.all([pools.count(counted, marks), told, search.update(changes)]);
});
