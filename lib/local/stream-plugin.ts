import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { type Checkpoints, openCheckpoints } from './checkpoints.ts';
import { deliver } from './deliver.ts';
import { readStream, type StreamReader } from './stream-reader.ts';

/** An event source as `serverless.yml` says it. */
export interface StreamSource {
  functionKey: string;
  dynamodbStreams: {
    tableName: string;
    batchSize?: number;
    maximumRetryAttempts?: number;
    filterPatterns?: readonly unknown[];
  };
}

interface Lambda {
  get(functionKey: string): { setEvent(event: unknown): void; runHandler(): Promise<unknown> };
}

/** As much of the plugin as is touched here. */
interface OfflineStreams {
  lambda: Lambda;
  options: { checkpointFile: string; readInterval: number; region: string } & Record<string, unknown>;
  log: { warning(text: string): void };
  dynamodbStreams: { stop(): Promise<unknown> };
  _createDynamodbStreams(sources: StreamSource[]): Promise<void>;
}

const require = createRequire(import.meta.url);
const Plugin = require('serverless-offline-dynamodb-streams') as new (...args: unknown[]) => OfflineStreams;
const { filterRecords } = require('serverless-offline-dynamodb-streams/src/filter-patterns.js') as {
  filterRecords(patterns: readonly unknown[] | undefined, records: DynamoDBRecord[]): DynamoDBRecord[];
};
const { buildClientConfig } = require('serverless-offline-dynamodb-streams/src/client-config.js') as {
  buildClientConfig(options: object): object;
};

const BATCH_SIZE = 100;
const RETRIES = 5;
const RETRY_PAUSE_MS = 200;

const batches = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

/**
 * serverless-offline-dynamodb-streams with a reader of ours: it finds functions, tables and filters, and we deliver as
 * Lambda does. The plugin's own reader knows neither partial batches nor bisecting nor dead letters, has one checkpoint
 * for all functions of a stream, and does not see the shards that come after its start.
 */
export default class StreamPlugin extends Plugin {
  override async _createDynamodbStreams(sources: StreamSource[]): Promise<void> {
    const checkpoints = openCheckpoints(this.options.checkpointFile);
    const readers = await Promise.all(sources.map((source) => this.#read(source, checkpoints)));
    this.dynamodbStreams = { stop: () => Promise.all(readers.map((reader) => reader.stop())) };
  }

  async #read({ functionKey, dynamodbStreams }: StreamSource, checkpoints: Checkpoints): Promise<StreamReader> {
    const { tableName, batchSize = BATCH_SIZE, maximumRetryAttempts = RETRIES, filterPatterns } = dynamodbStreams;
    const config = buildClientConfig(this.options);
    const { Table } = await new DynamoDBClient(config).send(new DescribeTableCommand({ TableName: tableName }));
    const streamArn = Table?.LatestStreamArn;
    if (!streamArn) throw new Error(`Table ${tableName} has no stream`);
    const delivery = {
      invoke: (records: readonly DynamoDBRecord[]) => this.#invoke(functionKey, streamArn, records),
      bury: (record: DynamoDBRecord, reason: string) => this.#bury(functionKey, record, reason),
      retries: maximumRetryAttempts,
      pauseMs: RETRY_PAUSE_MS,
    };
    return readStream({
      client: new DynamoDBStreamsClient(config),
      streamArn,
      checkpoints,
      reader: functionKey,
      intervalMs: this.options.readInterval,
      onError: (error) => this.log.warning(`The stream cannot be read for ${functionKey}: ${String(error)}`),
      handle: async (records) => {
        for (const batch of batches(filterRecords(filterPatterns, records), batchSize)) await deliver(batch, delivery);
      },
    });
  }

  #invoke(functionKey: string, eventSourceARN: string, records: readonly DynamoDBRecord[]): Promise<unknown> {
    const called = this.lambda.get(functionKey);
    called.setEvent({
      Records: records.map((record) => ({ ...record, eventSourceARN, awsRegion: this.options.region })),
    });
    return called.runHandler();
  }

  /** The dead-letter queue of one laptop: a line of a file. */
  #bury(functionKey: string, record: DynamoDBRecord, reason: string): void {
    const file = join(dirname(this.options.checkpointFile), 'dead-letters.jsonl');
    const letter = { at: new Date().toISOString(), functionKey, reason, record };
    appendFileSync(file, `${JSON.stringify(letter)}\n`);
    this.log.warning(`A stream record that ${functionKey} could not handle was put into ${file}`);
  }
}
