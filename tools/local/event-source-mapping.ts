import { createRequire } from 'node:module';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { changeValues, type Value } from '#events/image';
import { localEndpoint } from '#lib/core/aws/local-endpoint';
import { chunk } from '#lib/core/chunk';
import { sleep } from '#lib/core/clock';
import type { Checkpoints } from './checkpoints.ts';
import { deliver } from './deliver.ts';
import { filterBy } from './filter-patterns.ts';
import { connectStreams, type StreamClient } from './stream-client.ts';
import { readStream, type StreamReader } from './stream-reader.ts';

/** An event source as `serverless.yml` says it, with what a laptop puts in the place of Lambda and SQS. */
export interface EventSourceMapping {
  functionKey: string;
  tableName: string;
  filterPatterns?: readonly unknown[] | undefined;
  batchSize?: number | undefined;
  maximumRetryAttempts?: number | undefined;
  invoke(event: { Records: DynamoDBRecord[] }): Promise<unknown>;
  deadLetter(record: DynamoDBRecord, reason: string): void;
}

export interface FollowOptions {
  /** The database, as `DYNAMODB_ENDPOINT` names it. */
  endpoint: string;
  checkpoints: Checkpoints;
  onError(error: unknown): void;
  intervalMs?: number;
  /** Shared by those who read the same stream. */
  client?: StreamClient;
}

const require = createRequire(import.meta.url);
const { buildClientConfig } = require('serverless-offline-dynamodb-streams/src/client-config.js') as {
  buildClientConfig(options: object): object;
};

const RETRY_PAUSE_MS = 200;
const LOOK_AGAIN_MS = 500;

/** Waits until the engine of a stream answers, or throws when `isOver`. */
const untilItAnswers = async (client: StreamClient, streamArn: string, isOver: () => boolean): Promise<void> => {
  for (;;) {
    try {
      await client.shardsOf(streamArn);
      return;
    } catch (error) {
      if (isOver()) throw error;
      await sleep(LOOK_AGAIN_MS);
    }
  }
};

/** An empty map comes down the stream of DynamoDB Local as a value without a type, which nothing can read. */
const typed = (value: Value): Value => (Object.keys(value).length === 0 ? { M: {} } : value);

const imagesOf = ({ NewImage, OldImage }: NonNullable<DynamoDBRecord['dynamodb']>) => ({
  ...(NewImage && { NewImage: changeValues(NewImage, typed) }),
  ...(OldImage && { OldImage: changeValues(OldImage, typed) }),
});

const streamOf = async (config: object, TableName: string): Promise<string> => {
  const client = new DynamoDBClient(config);
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (!Table?.LatestStreamArn) throw new Error(`Table ${TableName} has no stream`);
    return Table.LatestStreamArn;
  } finally {
    client.destroy();
  }
};

/** Does locally what Lambda's event source mapping does: filters a table's stream and hands it to a function in batches. */
export const follow = async (
  {
    functionKey,
    tableName,
    filterPatterns,
    batchSize = 100,
    maximumRetryAttempts = 5,
    invoke,
    deadLetter,
  }: EventSourceMapping,
  { endpoint, checkpoints, onError, intervalMs, client = connectStreams(endpoint) }: FollowOptions,
): Promise<StreamReader> => {
  const place = localEndpoint(endpoint);
  const config = buildClientConfig(place);
  const streamArn = await streamOf(config, tableName);
  const filtered = filterBy(filterPatterns);
  let isOver = false;
  const dressed = ({ dynamodb, ...record }: DynamoDBRecord): DynamoDBRecord => ({
    ...record,
    eventSourceARN: streamArn,
    awsRegion: place.region,
    dynamodb: { ...dynamodb, ...(dynamodb && imagesOf(dynamodb)) },
  });
  const delivery = {
    invoke: (records: readonly DynamoDBRecord[]) => invoke({ Records: records.map(dressed) }),
    deadLetter,
    reachable: () => untilItAnswers(client, streamArn, () => isOver),
    retries: maximumRetryAttempts,
    pauseMs: RETRY_PAUSE_MS,
  };
  const reader = readStream({
    client,
    streamArn,
    checkpoints,
    reader: functionKey,
    onError,
    ...(intervalMs !== undefined && { intervalMs }),
    handle: async (records) => {
      for (const batch of chunk(filtered(records), batchSize)) await deliver(batch, delivery);
    },
  });
  return {
    passed: reader.passed,
    stop: () => {
      isOver = true;
      return reader.stop();
    },
  };
};
