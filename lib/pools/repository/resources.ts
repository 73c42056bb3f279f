import { createHash } from 'node:crypto';
import { sortableIp } from '#lib/core/address';
import { iso, later } from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { batchGet, batchWrite } from '#lib/db/batch';
import { all, atMost, type Condition, either, hasNo, is, isNew, isThere } from '#lib/db/conditions';
import { ConditionFailed, orWhenRefused } from '#lib/db/errors';
import {
  addressesIn,
  addressKey,
  coolingResource,
  freeResource,
  type Key,
  keyOf,
  leasedResource,
  poolKey,
  resourceKey,
  resourcesOf,
} from '#lib/db/keys';
import { type Item, type ItemUpdate, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import { addressAt } from '../ip-ranges.ts';
import { freeListOf, PoolRecord, ResourceRecord } from '../records.ts';
import { idAt } from '../resource-id.ts';

/** Slots of so many addresses (2^6) are explored as one, and lie in one partition. */
export const SLOT_BITS = 6n;

/** A resource that can be allocated, and where it is kept. `place` is missing where it is there by its item. */
export interface Spot {
  pool: PoolRecord;
  id: string;
  address: string;
  place?: bigint | undefined;
  key: Key;
}

const sortable = (place: bigint): string => sortableIp(addressAt(place));

const shardOf = ({ shards }: PoolRecord, place: bigint): number => Number((place >> SLOT_BITS) % BigInt(shards));

/** An address of the pool's ranges, whether it has an item or not. */
export const spotAt = (pool: PoolRecord, place: bigint): Spot => ({
  pool,
  id: idAt(pool.id, place),
  address: addressAt(place),
  place,
  key: addressKey(pool.born, shardOf(pool, place), sortable(place)),
});

/** A resource that is there by its item. */
export const spotOf = (pool: PoolRecord, { id, ip_address }: Pick<ResourceRecord, 'id' | 'ip_address'>): Spot => ({
  pool,
  id,
  address: ip_address,
  key: resourceKey(pool.id, id),
});

/** A resource without an item, as it would be. */
export const untouched = ({ pool, id, address }: Spot): ResourceRecord => ({
  id,
  ip_address: address,
  status: 'RELEASED',
  born: pool.born,
  ranged: true,
});

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

/** On what terms a resource is allocated. */
export interface AllocateTerms {
  owner?: string | undefined;
  ttlSeconds?: number | undefined;
  /** The allocation that goes on, where a holder renews a lease. */
  allocation?: string | undefined;
}

/** What an allocation does to a resource; one that had no item has one from then on. */
const claim = ({ pool, id, address, place }: Spot, terms: AllocateTerms, now: Date): ItemUpdate => {
  const { owner, ttlSeconds, allocation = randomId() } = terms;
  const after = (s: number): string => iso(later(now, s * 1000));
  const identity = { type: 'resource', pool: pool.id, born: pool.born, id, ip_address: address, ranged: true };
  const set = {
    // What is there by its item keeps what it is.
    ...(place !== undefined && { ...identity, ...(pool.shards > 1 && { shard: shardOf(pool, place) }) }),
    status: 'ALLOCATED',
    owner,
    claim: randomId(),
    allocation,
  };
  const noOwner = owner === undefined ? ['owner'] : [];
  if (ttlSeconds === undefined) return { set, remove: ['leaseUntil', 'backAt', ...noOwner], index: null };
  const backAt = after(ttlSeconds + (pool.coolDownSeconds ?? 0));
  return {
    set: { ...set, leaseUntil: after(ttlSeconds), backAt },
    remove: noOwner,
    index: leasedResource(freeListOf(pool), backAt),
  };
};

/** Nobody holds it, judged by the clock; an owner may have back what was last theirs. */
const isClaimable = ({ place }: Spot, { owner }: AllocateTerms, now: Date): Condition =>
  either(
    ...(place === undefined ? [] : [isNew]),
    atMost('backAt', iso(now)),
    all(is('status', 'RELEASED'), hasNo('backAt')),
    ...(owner === undefined ? [] : [is('owner', owner)]),
  );

const isClaimableHere = (spot: Spot, terms: AllocateTerms, now: Date): Condition =>
  spot.place === undefined
    ? all(is('born', spot.pool.born), isClaimable(spot, terms, now))
    : isClaimable(spot, terms, now);

/** Allocates one resource, in one conditional write, made once. @throws ConditionFailed with what is there instead. */
export const allocate = async (spot: Spot, terms: AllocateTerms, now: Date): Promise<ResourceRecord> =>
  asRecord(await table.updateOnce(spot.key, claim(spot, terms, now), 'claim', isClaimableHere(spot, terms, now)));

/** The same in a transaction, with the resource as it is then. */
export const claimStep = (spot: Spot, terms: AllocateTerms, now: Date): { step: Step; record: ResourceRecord } => {
  const update = claim(spot, terms, now);
  return {
    step: step.update(spot.key, update, isClaimableHere(spot, terms, now)),
    record: ResourceRecord.parse({ id: spot.id, ip_address: spot.address, born: spot.pool.born, ...update.set }),
  };
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

/** Allocates all of them or none. @throws TransactionCanceled, a refusal for each that cannot be had. */
export const allocateAll = async (
  spots: readonly Spot[],
  terms: AllocateTerms,
  now: Date,
): Promise<ResourceRecord[]> => {
  const claims = spots.map((spot) => claimStep(spot, terms, now));
  await transact(claims.map(({ step }) => step));
  return claims.map(({ record }) => record);
};

const same = (attribute: string, value: unknown): Condition =>
  value === undefined ? hasNo(attribute) : is(attribute, value);

/** The allocation that was seen goes on, judged by its name; one of the release before has the claim alone. */
const isSameAllocation = ({ allocation, claim }: ResourceRecord): Condition =>
  allocation === undefined ? all(hasNo('allocation'), same('claim', claim)) : is('allocation', allocation);

const ending = ({ pool, id }: Spot, seen: ResourceRecord, backAt: string | undefined): ItemUpdate => ({
  set: { status: 'RELEASED', backAt, ended: seen.allocation, claim: randomId() },
  remove: ['leaseUntil', 'allocation', ...(backAt === undefined ? ['backAt', 'owner'] : [])],
  index: backAt === undefined ? freeResource(freeListOf(pool), id) : coolingResource(freeListOf(pool), backAt),
});

const isEndable = (seen: ResourceRecord): Condition =>
  all(is('status', 'ALLOCATED'), isSameAllocation(seen), same('owner', seen.owner));

/** Ends the allocation that was seen, in one conditional write, made once. @throws ConditionFailed with what is there instead. */
export const release = async (spot: Spot, seen: ResourceRecord, backAt: string | undefined): Promise<void> => {
  await table.updateOnce(spot.key, ending(spot, seen, backAt), 'claim', isEndable(seen));
};

/** The same in a transaction. */
export const releaseStep = (spot: Spot, seen: ResourceRecord, backAt: string | undefined): Step =>
  step.update(spot.key, ending(spot, seen, backAt), isEndable(seen));

/** Takes an allocation back that came too late: the pool, or this address of it, is gone. */
export const withdraw = async (spot: Spot, { claim }: ResourceRecord): Promise<void> => {
  try {
    await table.remove(spot.key, either(isNew, is('claim', claim)));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
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
