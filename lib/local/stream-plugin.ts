import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** As much of serverless-offline-dynamodb-streams as is touched here. */
interface StreamEvent {
  functionKey: string;
  dynamodbStreams: object;
}
interface Reader {
  create(events: StreamEvent[]): Promise<void>;
  start(): void;
  stop(timeoutMs: number): void;
}
interface Plugin {
  lambda: object;
  log: object;
  options: { checkpointFile: string; readInterval: number };
  dynamodbStreams: Pick<Reader, 'stop'>;
}

const require = createRequire(import.meta.url);
const StreamsPlugin = require('serverless-offline-dynamodb-streams') as new (...args: unknown[]) => Plugin;
const StreamReader = createRequire(require.resolve('serverless-offline-dynamodb-streams'))(
  './dynamodb-streams',
) as new (
  lambda: object,
  options: object,
  log: object,
) => Reader;

/** `.data/stream.json` of the function execDevice: `.data/stream.execDevice.json`. */
const checkpointOf = (file: string, functionKey: string): string =>
  join(dirname(file), `${basename(file, '.json')}.${functionKey}.json`);

/**
 * The stream plugin with a checkpoint for each function. Its own is one per stream, so that of two functions the faster
 * would move the slower one's on, and after a restart the slower one would never see what it had still to do. Also, it
 * looks for `readInterval` in each event, where AWS knows no such thing, and not in its own settings.
 */
export default class StreamPlugin extends StreamsPlugin {
  async _createDynamodbStreams(events: StreamEvent[]): Promise<void> {
    const { checkpointFile: file, readInterval } = this.options;
    const readers = events.map(({ functionKey, dynamodbStreams, ...event }) => ({
      reader: new StreamReader(
        this.lambda,
        { ...this.options, checkpointFile: checkpointOf(file, functionKey) },
        this.log,
      ),
      event: { ...event, functionKey, dynamodbStreams: { ...dynamodbStreams, readInterval } },
    }));
    this.dynamodbStreams = {
      stop: (timeoutMs) => {
        for (const { reader } of readers) reader.stop(timeoutMs);
      },
    };
    await Promise.all(readers.map(({ event, reader }) => reader.create([event])));
    for (const { reader } of readers) reader.start();
  }
}
