import type { DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, eachReadable } from '#events/stream';
import { metered } from '#lib/core/metrics';
import * as events from '#lib/events/service';
import { CountMark, PoolResourceRecord } from '#lib/pools/records';
import * as pools from '#lib/pools/service';
import * as search from '#lib/search/service';
import * as webhooks from '#lib/webhooks/service';

type Change = ReturnType<typeof changeOf>;

const ofType = (type: string) => (change: Change) => (change.after ?? change.before)?.type === type;

const resourceChangeOf = (change: Change) => {
  const [before, after] = [change.before, change.after].map((image) => image && PoolResourceRecord.parse(image));
  const { pool = '', shard } = after ?? before ?? {};
  return { pool, shard, before, after, sequence: change.sequence };
};

/** Counts what pools have, writes the log of events, tells webhooks of them, and keeps what can be searched for. All of it bears that a record comes again. */
export const handler = metered(async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const changes = eachReadable(Records, changeOf);
  const marks = eachReadable(changes.filter(ofType('recount')), ({ after }) => CountMark.parse(after));
  const counted = eachReadable(changes.filter(ofType('resource')), resourceChangeOf);
  const told = events.record(changes).then((recorded) => webhooks.announce(recorded));
  await Promise.all([pools.count(counted, marks), told, search.update(changes)]);
});
