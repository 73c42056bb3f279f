import { iso, later } from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { batchGet } from '#lib/db/batch';
import { all, atMost, type Condition, either, has, hasNo, is, isNot } from '#lib/db/conditions';
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
import { Refused } from '#lib/db/refusals';
import { type Change, type Item, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import { type Header, resourceId, StoredResource } from './model.ts';

/** On what terms a resource is allocated. The pool's cool-down matters to leases alone, as they end by themselves. */
export interface Terms {
  owner?: string | undefined;
  ttlSeconds?: number | undefined;
  coolDownSeconds?: number | undefined;
}

/** A new resource of the pool as an item: released, and free for anybody. */
export const newResource = ({ id: pool, born, coolDownSeconds }: Header, ip_address: string) => {
  const id = resourceId(pool, ip_address);
  const kept: StoredResource = {
    id,
    ip_address,
    status: 'RELEASED',
    born,
    ...(coolDownSeconds && { coolDownSeconds }),
  };
  return { ...resourceKey(pool, id), ...freeResource(pool, id), type: 'resource', pool, ...kept };
};

export const findResource = async (pool: string, id: string): Promise<StoredResource | undefined> => {
  const item = await table.get(resourceKey(pool, id));
  return item && StoredResource.parse(item);
};

/** Those of the resources that are there, in the order asked for. */
export const findResources = async (wanted: readonly { pool: string; id: string }[]): Promise<StoredResource[]> =>
  (await batchGet(wanted.map(({ pool, id }) => resourceKey(pool, id)))).map((item) => StoredResource.parse(item));

/** Every resource of a pool as it is now, or those that pass the filter, in no order, page by page. */
export async function* pagesOfResources(pool: string, filter?: Condition): AsyncGenerator<StoredResource[]> {
  for await (const items of table.queryAll(resourcesOf(pool), filter && { filter }))
    yield items.map((item) => StoredResource.parse(item));
}

export const listResources = async (pool: string, filter?: Condition): Promise<StoredResource[]> => {
  const resources: StoredResource[] = [];
  for await (const page of pagesOfResources(pool, filter)) resources.push(...page);
  return resources;
};

/** Those of a pool that nobody holds, or only until some time, by a consistent read of all. */
export const listOpen = (pool: string): Promise<StoredResource[]> =>
  listResources(pool, either(is('status', 'RELEASED'), has('backAt')));

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
const claim = (pool: string, { owner, ttlSeconds, coolDownSeconds = 0 }: Terms, now: Date): Change => {
  const after = (s: number): string => iso(later(now, s * 1000));
  if (ttlSeconds === undefined)
    return {
      set: { status: 'ALLOCATED', owner },
      remove: ['leaseUntil', 'backAt', ...(owner === undefined ? ['owner'] : [])],
      index: null,
    };
  const backAt = after(ttlSeconds + coolDownSeconds);
  return {
    set: { status: 'ALLOCATED', owner, leaseUntil: after(ttlSeconds), backAt },
    remove: owner === undefined ? ['owner'] : [],
    index: leasedResource(pool, backAt),
  };
};

/** Nobody holds it and no deletion has sealed it, judged by the clock; an owner may have back what was last theirs. */
const isClaimable = ({ owner, ttlSeconds, coolDownSeconds }: Terms, now: Date): Condition =>
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

/** Allocates one resource, in one conditional write, made once. @throws Refused with what is there instead. */
export const allocate = async (pool: string, id: string, terms: Terms, now: Date): Promise<StoredResource> =>
  StoredResource.parse(
    await table.updateOnce(resourceKey(pool, id), claim(pool, terms, now), 'claim', isClaimable(terms, now)),
  );

export const claimStep = (pool: string, id: string, terms: Terms, now: Date) =>
  step.update(resourceKey(pool, id), claim(pool, terms, now), isClaimable(terms, now));

/** Allocates all of them or none. @throws TransactionRefused, a refusal for each that cannot be had. */
export const allocateAll = (pool: string, ids: readonly string[], terms: Terms, now: Date): Promise<void> =>
  transact(ids.map((id) => claimStep(pool, id, terms, now)));

/** Nobody holds it at that moment. */
export const isReleased = (now: Date): Condition => either(is('status', 'RELEASED'), atMost('leaseUntil', iso(now)));

/**
 * Releases a resource that has neither owner nor cool-down, in one conditional write. When its answer is lost the SDK
 * sends it again, and somebody else may have the resource by then: the name of the release tells, and theirs it stays.
 * @throws Refused with what is there.
 */
export const releasePlainly = async (pool: string, id: string): Promise<StoredResource> => {
  const name = randomId();
  try {
    return StoredResource.parse(
      await table.update(
        resourceKey(pool, id),
        {
          set: { status: 'RELEASED', release: name },
          remove: ['leaseUntil', 'backAt'],
          index: freeResource(pool, id),
        },
        all(
          is('status', 'ALLOCATED'),
          hasNo('owner'),
          hasNo('coolDownSeconds'),
          hasNo('seal'),
          either(hasNo('release'), isNot('release', name)),
        ),
      ),
    );
  } catch (error) {
    if (error instanceof Refused && error.item?.release === name)
      return StoredResource.parse({ ...error.item, status: 'RELEASED' });
    throw error;
  }
};

/** Releases the resource that was seen, if it is as it was: into its cool-down, where the pool has one. */
export const releaseStep = (pool: string, seen: StoredResource, backAt: string | undefined) =>
  step.update(
    resourceKey(pool, seen.id),
    {
      set: { status: 'RELEASED', backAt },
      remove: ['leaseUntil', ...(backAt === undefined ? ['backAt', 'owner'] : [])],
      index: backAt === undefined ? freeResource(pool, seen.id) : coolingResource(pool, backAt),
    },
    all(is('status', 'ALLOCATED'), same('owner', seen.owner), same('leaseUntil', seen.leaseUntil), hasNo('seal')),
  );
