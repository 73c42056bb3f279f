import { chunk } from '#lib/core/chunk';
import { jitter, sleep } from '#lib/core/clock';
import { all, either, is, isNew } from '#lib/db/conditions';
import { belongingsOf, blocksOf, keptIn, keyOf, poolKey } from '#lib/db/keys';
import { step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { MAX_STEPS, transact, transactNamed } from '#lib/db/transact';
import { type PoolRecord, rangesOf } from '../records.ts';
import { MAX_STEPS_BESIDE } from './pools.ts';
import { removeKeys } from './resources.ts';
import * as spaces from './spaces.ts';

/** What the release before kept of a pool, under its id: a later life may have some there, too. */
const clearNamed = async ({ id, born }: PoolRecord): Promise<void> => {
  for await (const items of table.queryAll(belongingsOf(id)))
    for (const some of chunk(
      items.filter((item) => item.born === born),
      MAX_STEPS,
    ))
      await transact(some.map((item) => step.remove(keyOf(item), either(isNew, is('born', born)))));
};

/**
 * Gives back what a pool that is gone for callers has of its space still: one in many parts of it gives back at its
 * deletion what one transaction holds. A later life of the pool has its place under the same id, so each write asks
 * whether it is this one still.
 */
const clearSpace = async (pool: PoolRecord): Promise<void> => {
  if (pool.space === undefined) return;
  const isOurs = step.check(poolKey(pool.id), all(is('born', pool.born), is('stage', 'REMOVING')));
  for (let attempt = 0; ; attempt = Math.min(attempt + 1, 4)) {
    const more = (await spaces.giveBackSteps(pool.space, pool.id, rangesOf(pool))).slice(0, MAX_STEPS_BESIDE);
    if (more.length === 0) return;
    const refused = await transactNamed({ pool: isOurs, more });
    if (refused?.pool) return;
    if (refused) await sleep(jitter(attempt));
  }
};

/** Deletes all that belongs to a pool that is gone for callers, but its own item. Nobody else has these keys. */
export const clear = async (pool: PoolRecord): Promise<void> => {
  await clearSpace(pool);
  if (pool.legacy) await clearNamed(pool);
  for (let shard = 0; shard < pool.shards; shard += 1)
    for await (const items of table.queryAll(keptIn(pool.born, shard))) await removeKeys(items);
  for await (const items of table.queryAll(blocksOf(pool.born))) await removeKeys(items);
};
