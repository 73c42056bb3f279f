import { chunk } from '#lib/core/chunk';
import { either, is, isNew } from '#lib/db/conditions';
import { belongingsOf, blocksOf, keptIn, keyOf } from '#lib/db/keys';
import { step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import type { PoolRecord } from '../records.ts';
import { removeKeys } from './resources.ts';

/** How many writes go in one transaction (DynamoDB takes no more). */
const WRITES = 100;

/** What the release before kept of a pool, under its id: a later life may have some there, too. */
const clearNamed = async ({ id, born }: PoolRecord): Promise<void> => {
  for await (const items of table.queryAll(belongingsOf(id)))
    for (const some of chunk(
      items.filter((item) => item.born === born),
      WRITES,
    ))
      await transact(some.map((item) => step.remove(keyOf(item), either(isNew, is('born', born)))));
};

/** Deletes all that belongs to a pool that is gone for callers, but its own item. Nobody else has these keys. */
export const clear = async (pool: PoolRecord): Promise<void> => {
  if (pool.legacy) await clearNamed(pool);
  for (let shard = 0; shard < pool.shards; shard += 1)
    for await (const items of table.queryAll(keptIn(pool.born, shard))) await removeKeys(items);
  for await (const items of table.queryAll(blocksOf(pool.born))) await removeKeys(items);
};
