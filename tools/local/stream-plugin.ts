import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DynamoDBRecord } from 'aws-lambda';
import { openCheckpoints } from './checkpoints.ts';
import { type EventSourceMapping, follow } from './event-source-mapping.ts';
import { keepHouse } from './housekeeping.ts';
import { connectStreams } from './stream-client.ts';
import { lowest } from './stream-reader.ts';

/** A stream event as the plugin found it in `serverless.yml`. */
interface StreamEvent {
  functionKey: string;
  dynamodbStreams: Omit<EventSourceMapping, 'functionKey' | 'invoke' | 'deadLetter'>;
}

/** As much of the plugin as is touched here. */
interface OfflineStreams {
  lambda: { get(functionKey: string): { setEvent(event: unknown): void; runHandler(): Promise<unknown> } };
  options: Record<string, unknown> & { checkpointFile: string; readInterval: number; region: string };
  log: { warning(text: string): void };
  dynamodbStreams: { stop(): Promise<unknown> };
  _createDynamodbStreams(found: StreamEvent[]): Promise<void>;
}

const require = createRequire(import.meta.url);
const Plugin = require('serverless-offline-dynamodb-streams') as new (...args: unknown[]) => OfflineStreams;

/**
 * serverless-offline-dynamodb-streams with a reader of ours: it finds functions, tables and filters, and we deliver as
 * Lambda does. The plugin's own reader knows neither partial batches nor bisecting nor dead letters, has one checkpoint
 * for all functions of a stream, and does not see the shards that come after its start.
 */
export default class StreamPlugin extends Plugin {
  override async _createDynamodbStreams(found: StreamEvent[]): Promise<void> {
    const { options, log } = this;
    const { DYNAMODB_ENDPOINT: endpoint = '', MUSTER_ENGINE_FILE: file } = process.env;
    const checkpoints = openCheckpoints(options.checkpointFile);
    const client = connectStreams(endpoint);
    const following = {
      client,
      endpoint,
      checkpoints,
      intervalMs: options.readInterval,
      onError: (error: unknown) => log.warning(`The stream cannot be read: ${String(error)}`),
    };
    const readers = await Promise.all(
      found.map(({ functionKey, dynamodbStreams }) =>
        follow(
          {
            ...dynamodbStreams,
            functionKey,
            invoke: (event) => this.#invoke(functionKey, event),
            deadLetter: (record, reason) => this.#deadLetter(functionKey, record, reason),
          },
          following,
        ),
      ),
    );
    const passed = () => lowest(readers.map((reader) => reader.passed()));
    const [tableName] = found.map(({ dynamodbStreams }) => dynamodbStreams.tableName);
    const house =
      file && tableName
        ? keepHouse({ file, endpoint, tableName, passed }, (error) =>
            log.warning(`Expired items and old stream records could not be deleted: ${String(error)}`),
          )
        : undefined;
    this.dynamodbStreams = {
      stop: async () => {
        await Promise.all([house?.stop(), ...readers.map((reader) => reader.stop())]);
        checkpoints.save();
        client.destroy();
      },
    };
  }

  #invoke(functionKey: string, event: unknown): Promise<unknown> {
    const called = this.lambda.get(functionKey);
    called.setEvent(event);
    return called.runHandler();
  }

  /** The dead-letter queue of one laptop: a line of a file. */
  #deadLetter(functionKey: string, record: DynamoDBRecord, reason: string): void {
    const file = join(dirname(this.options.checkpointFile), 'dead-letters.jsonl');
    appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), functionKey, reason, record })}\n`);
    this.log.warning(`A stream record that ${functionKey} could not handle was put into ${file}`);
  }
}
