import { afterAll } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { Checkpoints } from '#tools/local/checkpoints';
import { type EventSourceMapping, follow } from '#tools/local/event-source-mapping';
import { openStream } from '#tools/local/table';
import { declaredFunctions } from './functions-yml.ts';

/** Checkpoints that end with the test. */
export const checkpointsInMemory = (): Checkpoints => {
  const known = new Map<string, string>();
  const get = (name: string) => known.get(name);
  return { get, saved: get, set: (name, at) => void known.set(name, at), save: () => {} };
};

/** The stream event of a function as its `functions.yml` has it. */
const streamOf = (key: string) => {
  const stream = declaredFunctions()[key]?.events?.find((event) => 'stream' in event)?.stream;
  return stream as Pick<EventSourceMapping, 'filterPatterns' | 'batchSize' | 'maximumRetryAttempts'>;
};

/** Runs a real function on the engine's real stream, filtered as `functions.yml` says. Gives what it was handed. */
export const followStream = async (key: string, handler: (event: DynamoDBStreamEvent) => Promise<unknown>) => {
  const handed: DynamoDBStreamEvent[] = [];
  const buried: string[] = [];
  if (process.env.DYNAMODB_ENGINE === 'dynamodb-local')
    await openStream(process.env.DYNAMODB_ENDPOINT ?? '', process.env.TABLE_NAME ?? '');
  const reader = await follow(
    {
      ...streamOf(key),
      functionKey: key,
      tableName: process.env.TABLE_NAME ?? '',
      invoke: (event) => {
        handed.push(event as DynamoDBStreamEvent);
        return handler(event as DynamoDBStreamEvent);
      },
      deadLetter: (_, reason) => buried.push(reason),
    },
    {
      endpoint: process.env.DYNAMODB_ENDPOINT ?? '',
      checkpoints: checkpointsInMemory(),
      intervalMs: 20,
      onError: (error) => buried.push(String(error)),
    },
  );
  afterAll(() => reader.stop());
  return { handed, buried };
};
