import { createHash } from 'node:crypto';
import { iso } from '#lib/core/clock';
import { batchGet, batchWrite } from '#lib/db/batch';
import { all, atMost, type Condition, either, is, isNew, isThere } from '#lib/db/conditions';
import { ConditionFailed, orWhenRefused } from '#lib/db/errors';
import { addressesIn, type Key, keyOf, poolKey, resourceKey, resourcesOf } from '#lib/db/keys';
import { type Item, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { PoolRecord, ResourceRecord } from '../records.ts';
import { same } from './claims.ts';
import { SLOT_BITS, type Spot, sortable } from './spots.ts';

const asRecord = (item: Item): ResourceRecord => ResourceRecord.parse(item);

export const find = async ({ key }: Pick<Spot, 'key'>): Promise<ResourceRecord | undefined> => {
  const item = await table.get(key);
  return item && asRecord(item);
};

/** One that is there by its item, of a release before 0.2. */
export const findNamed = async (pool: PoolRecord, id: string): Promise<ResourceRecord | undefined> => {
  if (!pool.legacy) return undefined;
  const item = await table.get(resourceKey(pool.id, id));
  return item?.born === pool.born ? asRecord(item) : undefined;
};

/** Their items, by key; those that have none are left out. */
export const findAll = async (spots: readonly Spot[]): Promise<ResourceRecord[]> =>
  (await batchGet(spots.map(({ key }) => key))).map(asRecord);

/** A pool's own item and the item of a resource, in one request. */
export const findWithPool = async ({ pool, key }: Pick<Spot, 'pool' | 'key'>) => {
  const found = await batchGet([poolKey(pool.id), key]);
  const [there, resource] = ['pool', 'resource'].map((type) => found.find((one) => one.type === type));
  return { pool: there && PoolRecord.parse(there), resource: resource && asRecord(resource) };
};

/** The same spots with their addresses: the index does not know those that are there by their items. */
export const withAddresses = async (spots: readonly Spot[]): Promise<Spot[]> => {
  const unknown = spots.filter(({ address }) => address === '');
  if (unknown.length === 0) return [...spots];
  const found = new Map((await findAll(unknown)).map((record) => [record.id, record.ip_address]));
  return spots.flatMap((spot) => {
    const address = spot.address || found.get(spot.id);
    return address ? [{ ...spot, address }] : [];
  });
};

/** Nobody holds it at that moment. */
const isReleased = (now: Date): Condition => either(is('status', 'RELEASED'), atMost('leaseUntil', iso(now)));

/** Takes a resource away, if nobody holds it. */
export const removeStep = (spot: Spot, now: Date): Step =>
  spot.place === undefined
    ? step.remove(spot.key, all(isThere, isReleased(now)))
    : step.remove(spot.key, either(isNew, isReleased(now)));

/** The same alone, and signed. @throws ConditionFailed with what is there instead. */
export const removeNamed = async (spot: Spot, now: Date): Promise<void> => {
  const isRemovable = all(isThere, isReleased(now));
  const when = await orWhenRefused(table.signDeletion(spot.key, isRemovable), () => isRemovable);
  await table.remove(spot.key, when);
};

/** Takes free resources away as they were seen: one that was allocated since stays, and its caller learns of the change. */
export const removeFree = async (spots: readonly { key: Key; seen: ResourceRecord }[]): Promise<void> => {
  await Promise.all(
    spots.map(async ({ key, seen }) => {
      try {
        await table.remove(key, either(isNew, same('claim', seen.claim)));
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    }),
  );
};

/** Those of a pool's ranges from one place to another that have an item, in order; each shard is read by itself. */
export const listBetween = async (
  pool: PoolRecord,
  first: bigint,
  last: bigint,
  options: { consistent?: boolean } = {},
): Promise<ResourceRecord[]> => {
  const slots = (last >> SLOT_BITS) - (first >> SLOT_BITS) + 1n;
  const shards = slots >= BigInt(pool.shards) ? pool.shards : Number(slots);
  const from = Number((first >> SLOT_BITS) % BigInt(pool.shards));
  const lists = await Promise.all(
    Array.from({ length: shards }, async (_, n) => {
      const found: ResourceRecord[] = [];
      const question = addressesIn(pool.born, (from + n) % pool.shards, sortable(first), sortable(last));
      for await (const items of table.queryAll(question, options)) found.push(...items.map(asRecord));
      return found;
    }),
  );
  return lists.flat();
};

/** Every resource that is there by its item, page by page. */
export async function* pagesOfNamed(pool: PoolRecord): AsyncGenerator<ResourceRecord[]> {
  if (!pool.legacy) return;
  for await (const items of table.queryAll(resourcesOf(pool.id)))
    yield items.filter(({ born }) => born === pool.born).map(asRecord);
}

/** Every resource of the ranges that has an item, page by page, in the order of a shard. */
async function* pagesOfRanged(pool: PoolRecord): AsyncGenerator<ResourceRecord[]> {
  for (let shard = 0; shard < pool.shards; shard += 1)
    for await (const items of table.queryAll(addressesIn(pool.born, shard))) yield items.map(asRecord);
}

/** Every resource that has an item, page by page. */
export async function* pagesOfResources(pool: PoolRecord): AsyncGenerator<ResourceRecord[]> {
  yield* pagesOfNamed(pool);
  yield* pagesOfRanged(pool);
}

/** What one reading of a pool showed: a digest of every state and its claim, and what the caller made of each. */
export const collect = async (pool: PoolRecord, see: (record: ResourceRecord) => void): Promise<string> => {
  const hash = createHash('sha256').update(`${pool.born} ${pool.version}`);
  for await (const page of pagesOfResources(pool))
    for (const one of page) {
      const { id, status, claim, owner, leaseUntil, backAt } = one;
      hash.update(JSON.stringify([id, status, claim, owner, leaseUntil, backAt]));
      see(one);
    }
  return hash.digest('base64');
};

/** Deletes keys without conditions: of a life that is over, or never began. */
export const removeKeys = (items: readonly Item[]): Promise<void> =>
  batchWrite(items.map((item) => ({ remove: keyOf(item) })));
