import { batchGet } from '#lib/db/batch';
import { all, below, either, hasNo, is } from '#lib/db/conditions';
import { ConditionFailed } from '#lib/db/errors';
import { type Key, poolKey, poolRecountKey, recountKey, useKey } from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { PoolRecord } from '../records.ts';
import type { Counts } from '../usage-counters.ts';

/**
 * The counts of a pool are in its own item. Those of resources that are there by their item (of a release before 0.2) are
 * in an item beside it. Each part of a pool comes down the stream in its own order, so each has a mark of its own: the
 * last change that is counted. `part` is the number of the shard, or 'named'.
 */
export type Part = number | 'named';

export interface UsageRecord {
  pool: PoolRecord;
  /** Of the ranged resources, and of the named ones. */
  ranged: Counts;
  named: Counts;
  /** The last change that is counted and the last recount that the stream has reached, by part. */
  marks: Record<string, string>;
  reached: Record<string, string>;
}

const markOf = (part: Part): string => (part === 'named' ? 'mark' : `mark${part}`);
const reachedOf = (part: Part): string => (part === 'named' ? 'reached' : `reached${part}`);
const keyOfPart = (pool: string, part: Part): Key => (part === 'named' ? useKey(pool) : poolKey(pool));

/** All parts of a pool. */
export const partsOf = ({ shards, legacy }: PoolRecord): Part[] => [
  ...Array.from({ length: shards }, (_, n) => n),
  ...(legacy ? (['named'] as const) : []),
];

const countsIn = (item: Item | undefined): Counts => ({
  total: Number(item?.total ?? 0),
  held: Number(item?.held ?? 0),
  timed: Number(item?.timed ?? 0),
});

/** A pool with its counts: one read; two where it has named resources. */
export const find = async (id: string): Promise<UsageRecord | undefined> => {
  const item = await table.get(poolKey(id));
  if (!item) return undefined;
  const pool = PoolRecord.parse(item);
  const [named] = pool.legacy ? await batchGet([useKey(id)]) : [];
  const items = { ranged: item, named: named?.born === pool.born ? named : undefined };
  const value = (part: Part, name: string) => String((part === 'named' ? items.named : items.ranged)?.[name] ?? '');
  const parts = partsOf(pool);
  return {
    pool,
    ranged: { ...countsIn(items.ranged), total: 0 },
    named: countsIn(items.named),
    marks: Object.fromEntries(parts.map((part) => [part, value(part, markOf(part))])),
    reached: Object.fromEntries(parts.map((part) => [part, value(part, reachedOf(part))])),
  };
};

/** Counts changes of one part up to `last`, if none of them is counted yet: all come after the mark. */
export const add = async (
  { pool, born, part }: { pool: string; born: string; part: Part },
  { total, held, timed }: Counts,
  first: string,
  last: string,
): Promise<'counted' | 'gone' | { mark: string }> => {
  const mark = markOf(part);
  const counts = part === 'named' ? { total, held, timed } : { held, timed };
  const isNext = all(is('born', born), either(hasNo(mark), below(mark, first)));
  try {
    await table.update(keyOfPart(pool, part), { add: counts, set: { [mark]: last } }, isNext);
    return 'counted';
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return error.item?.born === born ? { mark: String(error.item[mark] ?? '') } : 'gone';
  }
};

/** Puts the counts right, if none has come in since they were seen. Gives whether it did. */
export const set = async (seen: UsageRecord, ranged: Counts, named: Counts): Promise<boolean> => {
  const { pool, marks } = seen;
  const same = (part: Part) =>
    marks[part] === '' ? either(hasNo(markOf(part)), is(markOf(part), '')) : is(markOf(part), marks[part]);
  const shards = partsOf(pool).filter((part) => part !== 'named');
  try {
    await table.update(
      poolKey(pool.id),
      { set: { held: ranged.held, timed: ranged.timed } },
      all(is('born', pool.born), ...shards.map(same)),
    );
    if (pool.legacy)
      await table.update(useKey(pool.id), { set: { ...named } }, all(is('born', pool.born), same('named')));
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};

/** Sends a mark of ours down the stream in each part, after every change that there has been. */
export const sendMarks = async ({ id: pool, born, ...record }: PoolRecord, token: string): Promise<void> => {
  const common = { type: 'recount', pool, born, token };
  await Promise.all(
    partsOf({ id: pool, born, ...record }).map((part) =>
      part === 'named'
        ? table.put({ ...poolRecountKey(pool), ...common })
        : table.put({ ...recountKey(born, part), ...common, shard: part }),
    ),
  );
};

/** Notes that the stream has reached a mark; nobody asks for that of a pool that is gone. */
export const setReached = async (pool: string, born: string, part: Part, token: string): Promise<void> => {
  try {
    await table.update(keyOfPart(pool, part), { set: { [reachedOf(part)]: token } }, is('born', born));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
};
