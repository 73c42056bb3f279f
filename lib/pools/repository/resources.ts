import { iso } from '#lib/core/clock';
import { batchGet, batchWrite } from '#lib/db/batch';
import { all, atMost, type Condition, either, is, isNew, isThere } from '#lib/db/conditions';
import { isDoneAlready, orWhenRefused, unlessRefused } from '#lib/db/errors';
import { type Key, keyOf, poolKey, resourceKey } from '#lib/db/keys';
import { type Item, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { PoolRecord, ResourceRecord } from '../records.ts';
import { same } from './claims.ts';
import type { Spot } from './spots.ts';

export * from './resource-pages.ts';

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
const findAll = async (spots: readonly Spot[]): Promise<ResourceRecord[]> =>
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

/** The same alone, and signed: 'removed', 'gone' when it is not there, or the resource that is in the way. */
export const removeNamed = async (
  spot: Spot,
  now: Date,
): Promise<'removed' | 'gone' | { inTheWay: ResourceRecord }> => {
  const isRemovable = all(isThere, isReleased(now));
  const when = await orWhenRefused(table.signDeletion(spot.key, isRemovable), () => isRemovable);
  return orWhenRefused<'removed' | 'gone' | { inTheWay: ResourceRecord }>(
    table.remove(spot.key, when).then(() => 'removed'),
    (refusal) => {
      if (refusal.item) return { inTheWay: asRecord(refusal.item) };
      return isDoneAlready(refusal) ? 'removed' : 'gone';
    },
  );
};

/** Takes free resources away as they were seen: one that was allocated since stays, and its caller learns of the change. */
export const removeFree = async (spots: readonly { key: Key; seen: ResourceRecord }[]): Promise<void> => {
  await Promise.all(
    spots.map(({ key, seen }) => unlessRefused(table.remove(key, either(isNew, same('claim', seen.claim))))),
  );
};

/** Deletes keys without conditions: of a life that is over, or never began. */
export const removeKeys = (items: readonly Item[]): Promise<void> =>
  batchWrite(items.map((item) => ({ remove: keyOf(item) })));
