import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import type { Key } from '#lib/db/keys';
import { type EmbeddedFile, openFile } from './engines/embedded-file.ts';
import { localClient } from './table.ts';

const DELETED_AT_ONCE = 4;
const ITEMS_A_READ = 500;
const RECORDS_A_WRITE = 500;
const EVERY_MS = 60_000;

export interface House {
  /** The embedded engine's file. */
  file: string;
  endpoint: string;
  tableName: string;
  /** The number of the stream record up to which every reader has come, and will not go back behind. */
  passed(): number;
}

export interface Housekeeper {
  /** Does it all once. */
  tidy(now?: Date): Promise<void>;
  close(): void;
}

const dropExpired = async (
  file: EmbeddedFile,
  drop: (key: Key, seconds: number) => Promise<void>,
  now: Date,
): Promise<void> => {
  const seconds = clock.seconds(now);
  for (;;) {
    const keys = file.expired(seconds, ITEMS_A_READ);
    await pLimit(DELETED_AT_ONCE).map(keys, (key) => drop(key, seconds));
    if (keys.length < ITEMS_A_READ) return;
  }
};

const trimStream = async (file: EmbeddedFile, before: number): Promise<void> => {
  // The newest record always stays: the engine numbers the next one after it. Requests have their turn in between.
  while (file.trimStream(before, RECORDS_A_WRITE) === RECORDS_A_WRITE) await nextTurn();
};

/**
 * Does for the embedded engine what DynamoDB does by itself: deletes items that have expired, and stream records that no
 * reader will ask for again. Items go through the engine, so that their end is in the stream as it is on AWS, and only
 * while they are still expired: one that was renewed meanwhile stays.
 */
export const openHouse = ({ file: path, endpoint, tableName: TableName, passed }: House): Housekeeper => {
  const file = openFile(path, TableName);
  const client = DynamoDBDocumentClient.from(localClient(endpoint));
  const drop = async (Key: Key, seconds: number): Promise<void> => {
    const ExpressionAttributeValues = { ':now': seconds };
    const ConditionExpression = 'expiresAtSeconds <= :now';
    try {
      await client.send(new DeleteCommand({ TableName, Key, ConditionExpression, ExpressionAttributeValues }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };
  return {
    tidy: async (now = clock.now()) => {
      await dropExpired(file, drop, now);
      await trimStream(file, passed());
    },
    close: () => {
      client.destroy();
      file.close();
    },
  };
};

/** Keeps house every minute, until it is stopped. */
export const keepHouse = (house: House, onError: (error: unknown) => void): { stop(): Promise<void> } => {
  const keeper = openHouse(house);
  let round = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    round = keeper
      .tidy()
      .catch(onError)
      .finally(() => {
        isBusy = false;
      });
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await round;
      keeper.close();
    },
  };
};
