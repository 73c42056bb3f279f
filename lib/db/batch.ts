import { AsyncLocalStorage } from 'node:async_hooks';
import pLimit from 'p-limit';
import { chunk } from '#lib/core/chunk';
import { jitter, sleep } from '#lib/core/clock';
import { current } from '#lib/core/versions';
import { documentClient, tableName } from './client.ts';
import { Placeholders } from './conditions.ts';
import { busy, send } from './errors.ts';
import { type Key, keyOf } from './keys.ts';
import type { Input } from './operations.ts';
import { type Item, projection, versioned } from './requests.ts';

interface Reading {
  consistent: boolean;
  only?: readonly string[] | undefined;
}

const BATCH_TRIES = 10;
/** Of the whole process: many callers at once only make each other wait for longer than a request may take. */
const BATCHES_IN_FLIGHT = 16;
const inFlight = pLimit(BATCHES_IN_FLIGHT);

export type BatchWrite = { put: Item & Key } | { remove: Key };

type BatchRequests = NonNullable<Input<'BatchWriteItem'>['RequestItems']>[string];

const writeBatch = async (batch: BatchWrite[]): Promise<void> => {
  let requests: BatchRequests = batch.map((write) =>
    'put' in write ? { PutRequest: { Item: versioned(write.put) } } : { DeleteRequest: { Key: write.remove } },
  );
  for (let attempt = 0; attempt < BATCH_TRIES; attempt += 1) {
    const output = await send(() =>
      documentClient().send('BatchWriteItem', { RequestItems: { [tableName()]: requests } }),
    );
    requests = output.UnprocessedItems?.[tableName()] ?? [];
    if (requests.length === 0) return;
    await sleep(jitter(attempt));
  }
  throw busy('The database did not take all of a batch; try again shortly.');
};

/** Writes and deletes without conditions, 25 a request, several requests at once, unprocessed ones again. */
export const batchWrite = async (writes: readonly BatchWrite[]): Promise<void> => {
  await inFlight.map(chunk(writes, 25), writeBatch);
};

const projected = (only: readonly string[] | undefined) => {
  if (!only) return {};
  const at = new Placeholders();
  return { ProjectionExpression: projection(at, only), ...at.members() };
};

const readBatch = async (table: string, keys: Key[], { consistent, only }: Reading): Promise<Item[]> => {
  const found: Item[] = [];
  let wanted: Key[] = keys;
  for (let attempt = 0; attempt < BATCH_TRIES; attempt += 1) {
    const output = await send(() =>
      documentClient().send('BatchGetItem', {
        RequestItems: { [table]: { Keys: wanted, ConsistentRead: consistent, ...projected(only) } },
      }),
    );
    found.push(...(output.Responses?.[table] ?? []).map((item) => current(item)));
    wanted = (output.UnprocessedKeys?.[table]?.Keys ?? []) as Key[];
    if (wanted.length === 0) return found;
    await sleep(jitter(attempt));
  }
  throw busy('The database did not answer all of a batch; try again shortly.');
};

const inOrderOf = (keys: readonly Key[], found: readonly Item[]): Item[] => {
  const byKey = new Map(found.map((item) => [JSON.stringify(keyOf(item)), item]));
  return keys.flatMap((key): Item[] => {
    const item = byKey.get(JSON.stringify(keyOf(key)));
    return item ? [item] : [];
  });
};

/** What is asked for in one moment of a `readTogether`, and will be read by one request. */
class Wave {
  readonly #keys = new Map<string, Key>();
  #reading: Promise<Item[]> | undefined;

  read(keys: readonly Key[]): Promise<Item[]> {
    for (const key of keys) this.#keys.set(JSON.stringify(key), key);
    this.#reading ??= new Promise((resolve) => {
      setImmediate(() => {
        const wanted = [...this.#keys.values()];
        this.#keys.clear();
        this.#reading = undefined;
        resolve(waves.exit(() => batchGet(wanted)));
      });
    });
    return this.#reading;
  }
}

const waves = new AsyncLocalStorage<Wave>();

/** Does what reads by batches: those that are asked for in one moment, by whatever service, are one request. */
export const readTogether = <T>(work: () => Promise<T>): Promise<T> => waves.run(new Wave(), work);

/**
 * The items under `keys`, in the order of the keys; those that are not there are left out. `only` names the attributes
 * that are wanted; more may come.
 */
export const batchGet = async (
  keys: readonly Key[],
  { consistent = true, table = tableName(), only }: Partial<Reading> & { table?: string } = {},
): Promise<Item[]> => {
  const wave = waves.getStore();
  if (wave && consistent && keys.length > 0) return inOrderOf(keys, await wave.read(keys));
  const found = (await inFlight.map(chunk(keys, 100), (batch) => readBatch(table, batch, { consistent, only }))).flat();
  return inOrderOf(keys, found);
};
