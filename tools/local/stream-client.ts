import type { DynamoDBRecord } from 'aws-lambda';
import { localEndpoint } from '#lib/core/aws/local-endpoint';
import { Retries } from '#lib/core/aws/retries';
import { AwsService } from '#lib/core/aws/service';

/** A part of a stream, which begins where its parent ends. */
export interface StreamShard {
  ShardId: string;
  ParentShardId?: string;
}

export interface StreamPage {
  Records?: DynamoDBRecord[];
  /** Where to go on; nothing behind the end of a shard. */
  NextShardIterator?: string;
}

type From =
  | { ShardIteratorType: 'TRIM_HORIZON' }
  | { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER'; SequenceNumber: string };

/** What a local engine is asked of its streams. Errors have the names that the API gives them. */
export interface StreamClient {
  shardsOf(StreamArn: string): Promise<StreamShard[]>;
  iteratorOf(StreamArn: string, ShardId: string, from: From): Promise<string | undefined>;
  /** Records as Lambda hands them on, up to `Limit`. They are shared: nobody may change them. */
  recordsAt(ShardIterator: string, Limit: number): Promise<StreamPage>;
  destroy(): void;
}

/** An engine on a busy laptop may just be waiting for its turn. */
const PATIENCE = { connectMs: 60_000, answerMs: 60_000 };

/**
 * A client of the three operations that reading a stream takes. The SDK's client walks through every value of every record
 * along a schema, to make of the JSON what Lambda hands on as JSON: with many changes an eighth of what the stack's process
 * did. Readers who ask for the same place at the same moment get one answer.
 */
export const connectStreams = (url: string): StreamClient => {
  const streams = new AwsService('dynamodb', localEndpoint(url), PATIENCE);
  const retries = new Retries({ sendings: 4, passingMs: 25 });

  const send = <T>(operation: string, input: object): Promise<T> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
    };
    const body = JSON.stringify(input);
    return retries.run(async () => JSON.parse((await streams.post({ headers, body })).body) as T);
  };

  const underWay = new Map<string, Promise<StreamPage>>();

  return {
    async shardsOf(StreamArn) {
      const shards: StreamShard[] = [];
      let last: string | undefined;
      do {
        const start = last === undefined ? {} : { ExclusiveStartShardId: last };
        const { StreamDescription } = await send<{
          StreamDescription: { Shards?: StreamShard[]; LastEvaluatedShardId?: string };
        }>('DescribeStream', { StreamArn, ...start });
        shards.push(...(StreamDescription.Shards ?? []));
        last = StreamDescription.LastEvaluatedShardId;
      } while (last !== undefined);
      return shards;
    },
    async iteratorOf(StreamArn, ShardId, from) {
      const input = { StreamArn, ShardId, ...from };
      return (await send<{ ShardIterator?: string }>('GetShardIterator', input)).ShardIterator;
    },
    recordsAt(ShardIterator, Limit) {
      const place = `${Limit} ${ShardIterator}`;
      const asked =
        underWay.get(place) ??
        send<StreamPage>('GetRecords', { ShardIterator, Limit }).finally(() => underWay.delete(place));
      underWay.set(place, asked);
      return asked;
    },
    destroy: () => streams.destroy(),
  };
};
