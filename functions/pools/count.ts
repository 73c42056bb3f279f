import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { newImage, oldImage, sequenceOf } from '#events/stream';
import { metered } from '#lib/core/metrics';
import { CountMark, KeptResource } from '#lib/pools/model';
import * as pools from '#lib/pools/service';

const isMark = (record: DynamoDBRecord): boolean => newImage(record)?.type === 'recount';

const changeOf = (record: DynamoDBRecord) => {
  const [before, after] = [oldImage(record), newImage(record)].map((image) => image && KeptResource.parse(image));
  return { pool: (after ?? before)?.pool ?? '', before, after, sequence: sequenceOf(record) };
};

export const handler = metered(async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  const marks = Records.filter(isMark).map((record) => CountMark.parse(newImage(record)));
  await pools.count(Records.filter((record) => !isMark(record)).map(changeOf), marks);
});
