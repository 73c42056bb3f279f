import { createHash } from 'node:crypto';
import { iso, later } from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { batchGet } from '#lib/db/batch';
import { all, atMost, type Condition, either, hasNo, is } from '#lib/db/conditions';
import {
  coolingResource,
  coolingResourcesOf,
  freeResource,
  freeResourcesOf,
  leasedResource,
  leasedResourcesOf,
  resourceIdOf,
  resourceKey,
  resourcesOf,
} from '#lib/db/keys';
import { type Item, type ItemUpdate, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import { type PoolRecord, ResourceRecord, resourceId } from '../model.ts';

/** On what terms a resource is allocated. The pool's cool-down matters to leases alone, as they end by themselves. */
export interface AllocateTerms {
  owner?: string | undefined;
  ttlSeconds?: number | undefined;
  coolDownSeconds?: number | undefined;
  /** The allocation that goes on, where a holder renews a lease. */
  allocation?: string | undefined;
}

/** A new resource of the pool as an item: released, and free for anybody. */
export const newResource = ({ id: pool, born, coolDownSeconds }: PoolRecord, ip_address: string) => {
  const id = resourceId(pool, ip_address);
  const kept: ResourceRecord = {
    id,
    ip_address,
    status: 'RELEASED',
    born,
    ...(coolDownSeconds && { coolDownSeconds }),
  };
  return { ...resourceKey(pool, id), ...freeResource(pool, id), type: 'resource', pool, ...kept };
};

export const findResource = async (pool: string, id: string): Promise<ResourceRecord | undefined> => {
  const item = await table.get(resourceKey(pool, id));
  return item && ResourceRecord.parse(item);
};

/** Those of the resources that are there, in the order asked for. */
export const findResources = async (wanted: readonly { pool: string; id: string }[]): Promise<ResourceRecord[]> =>
  (await batchGet(wanted.map(({ pool, id }) => resourceKey(pool, id)))).map((item) => ResourceRecord.parse(item));

/** Every resource of a pool as it is now, or those that pass the filter, in no order, page by page. */
export async function* pagesOfResources(pool: string, filter?: Condition): AsyncGenerator<ResourceRecord[]> {
  for await (const items of table.queryAll(resourcesOf(pool), filter && { filter }))
    yield items.map((item) => ResourceRecord.parse(item));
}

export const listResources = async (pool: string, filter?: Condition): Promise<ResourceRecord[]> => {
  const resources: ResourceRecord[] = [];
  for await (const page of pagesOfResources(pool, filter)) resources.push(...page);
  return resources;
};

/** What one reading of a pool showed: a digest of every state and its claim, and those that may be free. */
export interface Collect {
  digest: string;
  open: ResourceRecord[];
}

/**
 * Reads every resource of a pool once. Pages are read one after another, so one reading is no snapshot. Two in a row with
 * the same digest are (double collect: Afek et al., "Atomic Snapshots of Shared Memory", 1993): every change of state
 * writes a fresh claim, so nothing has changed between them.
 */
export const collect = async (pool: string): Promise<Collect> => {
  const hash = createHash('sha256');
  const open: ResourceRecord[] = [];
  for await (const page of pagesOfResources(pool))
    for (const one of page) {
      const { id, status, claim, owner, leaseUntil, backAt } = one;
      hash.update(JSON.stringify([id, status, claim, owner, leaseUntil, backAt]));
      if (status === 'RELEASED' || backAt !== undefined) open.push(one);
    }
  return { digest: hash.digest('base64'), open };
};

const idsOf = (items: readonly Item[]): string[] => items.map(resourceIdOf);

/** Up to `limit` resources that seem free, from the one with the id `start` on and around; the index may be a moment late. */
export const findFree = async (pool: string, start: string, limit: number): Promise<string[]> => {
  const onwards = await table.query(freeResourcesOf(pool, { from: start }), { limit });
  if (onwards.items.length >= limit) return idsOf(onwards.items);
  const around = await table.query(freeResourcesOf(pool, { to: start }), { limit: limit - onwards.items.length });
  return idsOf([...onwards.items, ...around.items]);
};

/** Up to `limit` resources each whose lease is over or whose cool-down has passed at that moment. */
export const findBack = async (pool: string, at: string, limit: number): Promise<string[]> => {
  const pages = await Promise.all(
    [coolingResourcesOf, leasedResourcesOf].map((question) => table.query(question(pool, { to: at }), { limit })),
  );
  return pages.flatMap(({ items }) => idsOf(items));
};

/** How many resources are leased, and how many cool down, in those stretches of coming back. */
export const countBack = async (pool: string, kind: 'leased' | 'cooling', from: string, to?: string) => {
  const question = kind === 'leased' ? leasedResourcesOf : coolingResourcesOf;
  let count = 0;
  let after: Item | undefined;
  do {
    const page = await table.query(question(pool, { from, ...(to && { to }) }), { count: true, after });
    count += page.count;
    after = page.next;
  } while (after);
  return count;
};

/** What an allocation does to a resource. */
const claim = (pool: string, terms: AllocateTerms, now: Date): ItemUpdate => {
  const { owner, ttlSeconds, coolDownSeconds = 0, allocation = randomId() } = terms;
  const after = (s: number): string => iso(later(now, s * 1000));
  const names = { claim: randomId(), allocation };
  if (ttlSeconds === undefined)
    return {
      set: { ...names, status: 'ALLOCATED', owner },
      remove: ['leaseUntil', 'backAt', ...(owner === undefined ? ['owner'] : [])],
      index: null,
    };
  const backAt = after(ttlSeconds + coolDownSeconds);
  return {
    set: { ...names, status: 'ALLOCATED', owner, leaseUntil: after(ttlSeconds), backAt },
    remove: owner === undefined ? ['owner'] : [],
    index: leasedResource(pool, backAt),
  };
};

/** Nobody holds it and no deletion has sealed it, judged by the clock; an owner may have back what was last theirs. */
const isClaimable = ({ owner, ttlSeconds, coolDownSeconds }: AllocateTerms, now: Date): Condition =>
  all(
    hasNo('seal'),
    either(
      atMost('backAt', iso(now)),
      all(is('status', 'RELEASED'), hasNo('backAt')),
      ...(owner === undefined ? [] : [is('owner', owner)]),
    ),
    ...(ttlSeconds === undefined ? [] : [same('coolDownSeconds', coolDownSeconds || undefined)]),
  );

const same = (attribute: string, value: unknown): Condition =>
  value === undefined ? hasNo(attribute) : is(attribute, value);

/** Allocates one resource, in one conditional write, made once. @throws ConditionFailed with what is there instead. */
export const allocate = async (pool: string, id: string, terms: AllocateTerms, now: Date): Promise<ResourceRecord> =>
  ResourceRecord.parse(
    await table.updateOnce(resourceKey(pool, id), claim(pool, terms, now), 'claim', isClaimable(terms, now)),
  );

export const claimStep = (pool: string, id: string, terms: AllocateTerms, now: Date) =>
  step.update(resourceKey(pool, id), claim(pool, terms, now), isClaimable(terms, now));

/** Allocates all of them or none. @throws TransactionCanceled, a refusal for each that cannot be had. */
export const allocateAll = (pool: string, ids: readonly string[], terms: AllocateTerms, now: Date): Promise<void> =>
  transact(ids.map((id) => claimStep(pool, id, terms, now)));

/** Nobody holds it at that moment. */
export const isReleased = (now: Date): Condition => either(is('status', 'RELEASED'), atMost('leaseUntil', iso(now)));

/** The allocation that was seen goes on, judged by its name; one of the release before has the claim alone. */
const isSameAllocation = ({ allocation, claim }: ResourceRecord): Condition =>
  allocation === undefined ? all(hasNo('allocation'), same('claim', claim)) : is('allocation', allocation);

const ending = (pool: string, { id }: ResourceRecord, backAt: string | undefined): ItemUpdate => ({
  set: { status: 'RELEASED', backAt },
  remove: ['leaseUntil', 'allocation', ...(backAt === undefined ? ['backAt', 'owner'] : [])],
  index: backAt === undefined ? freeResource(pool, id) : coolingResource(pool, backAt),
});

const isEndable = (seen: ResourceRecord): Condition =>
  all(is('status', 'ALLOCATED'), isSameAllocation(seen), same('owner', seen.owner), hasNo('seal'));

/** Ends the allocation that was seen, in one conditional write, made once. @throws ConditionFailed with what is there instead. */
export const release = async (pool: string, seen: ResourceRecord, backAt: string | undefined): Promise<void> => {
  await table.updateOnce(resourceKey(pool, seen.id), ending(pool, seen, backAt), 'claim', isEndable(seen));
};

/** The same in a transaction. */
export const releaseStep = (pool: string, seen: ResourceRecord, backAt: string | undefined) => {
  const { set, ...rest } = ending(pool, seen, backAt);
  return step.update(resourceKey(pool, seen.id), { ...rest, set: { ...set, claim: randomId() } }, isEndable(seen));
};
