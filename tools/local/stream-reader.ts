import type { DynamoDBRecord } from 'aws-lambda';
import { sleep } from '#lib/core/clock';
import type { Checkpoints } from './checkpoints.ts';
import type { StreamClient } from './stream-client.ts';

export interface StreamReaderOptions {
  client: StreamClient;
  streamArn: string;
  checkpoints: Checkpoints;
  /** The name under which this reader's checkpoints are kept: each function has its own. */
  reader: string;
  /** Handles records in order. What it returns from is done, and is not read again. */
  handle(records: DynamoDBRecord[]): Promise<void>;
  onError(error: unknown): void;
  intervalMs?: number;
}

export interface StreamReader {
  /** The number of the last record behind which it will not go back, not even after a crash. */
  passed(): number;
  /** Stops after the records that are being handled. */
  stop(): Promise<void>;
}

const LOOK_FOR_SHARDS_MS = 5000;
/** All functions run in this process: a thousand records at once would keep every caller waiting while they are parsed. */
const RECORDS_A_READ = 100;

const iteratorOf = (
  { client, streamArn }: StreamReaderOptions,
  shardId: string,
  after: string | undefined,
): Promise<string | undefined> =>
  client.iteratorOf(
    streamArn,
    shardId,
    after === undefined
      ? { ShardIteratorType: 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after },
  );

/** The engine has cut off what would have come next: records are kept for a day. */
const isTrimmed = (error: unknown): boolean => (error as Error).name === 'TrimmedDataAccessException';

/** Where a shard is read next, from where its reader left it; from its beginning where the engine has cut that off. */
const whereToGoOn = async (reading: StreamReaderOptions, shardId: string): Promise<string | undefined> => {
  const after = reading.checkpoints.get(nameOf(reading, shardId));
  try {
    return await iteratorOf(reading, shardId, after);
  } catch (error) {
    if (!isTrimmed(error)) throw error;
    return iteratorOf(reading, shardId, undefined);
  }
};

const nameOf = ({ reader, streamArn }: StreamReaderOptions, shardId: string): string =>
  `${reader}::${streamArn}::${shardId}`;

/** All readers begin at the same moments: those that have come equally far then share an answer. */
const untilNext = (intervalMs: number): number => intervalMs - (Date.now() % intervalMs);

/** The lowest of some positions; where there are none, nothing was passed. */
export const lowest = (positions: readonly number[]): number => (positions.length === 0 ? 0 : Math.min(...positions));

/**
 * Reads a table's stream from where its reader left it, shard by shard as they come and end, parents before children.
 * Records are handled at least once: those that were on their way when the process was killed come again.
 */
export const readStream = (reading: StreamReaderOptions): StreamReader => {
  const { client, streamArn, checkpoints, intervalMs = 100 } = reading;
  const parents = new Map<string, string | undefined>();
  /** Where each shard is read next; undefined when it was read to its end. */
  const iterators = new Map<string, string | undefined>();
  let stopped = false;
  let lookAgainAt = 0;

  const lookForShards = async (): Promise<void> => {
    for (const { ShardId, ParentShardId } of await client.shardsOf(streamArn)) {
      if (iterators.has(ShardId)) continue;
      parents.set(ShardId, ParentShardId);
      iterators.set(ShardId, await whereToGoOn(reading, ShardId));
    }
    lookAgainAt = Date.now() + LOOK_FOR_SHARDS_MS;
  };

  const readShard = async (shardId: string, iterator: string): Promise<number> => {
    const { Records = [], NextShardIterator } = await client.recordsAt(iterator, RECORDS_A_READ);
    const last = Records.at(-1)?.dynamodb?.SequenceNumber;
    if (last !== undefined) {
      await reading.handle(Records);
      checkpoints.set(nameOf(reading, shardId), last);
    }
    iterators.set(shardId, NextShardIterator);
    if (NextShardIterator === undefined) lookAgainAt = 0;
    return Records.length;
  };

  const readUntrimmed = async (shardId: string, iterator: string): Promise<number> => {
    try {
      return await readShard(shardId, iterator);
    } catch (error) {
      if (!isTrimmed(error)) throw error;
      iterators.set(shardId, await iteratorOf(reading, shardId, undefined));
      return 0;
    }
  };

  const readOnce = async (): Promise<number> => {
    if (Date.now() >= lookAgainAt) await lookForShards();
    let count = 0;
    for (const [shardId, iterator] of iterators) {
      if (stopped) break;
      if (iterator !== undefined && !iterators.get(parents.get(shardId) ?? ''))
        count += await readUntrimmed(shardId, iterator);
    }
    return count;
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        // A reader that asks again at once gets one record at a time while others are written, at the price of many.
        if ((await readOnce()) < RECORDS_A_READ) await sleep(untilNext(intervalMs));
      } catch (error) {
        if (stopped) return;
        reading.onError(error);
        // An iterator lives 15 minutes, and an engine may have been restarted: begin again at the checkpoints.
        iterators.clear();
        lookAgainAt = 0;
        await sleep(1000);
      }
    }
  };

  const running = run();
  return {
    passed: () => lowest([...iterators.keys()].map((shard) => Number(checkpoints.saved(nameOf(reading, shard)) ?? 0))),
    stop: () => {
      stopped = true;
      return running;
    },
  };
};
