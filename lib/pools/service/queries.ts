import { sortableIp } from '#lib/core/address';
import * as clock from '#lib/core/clock';
import type { Page, Paging } from '#lib/core/page';
import { openCursor, sealCursor } from '#lib/db/cursor';
import { poolUnknown, resourceUnknown } from '../errors.ts';
import { contains, numbersOf, take, totalOf } from '../intervals.ts';
import { asCount, asRanges, LISTED_ADDRESSES, placeOf, placeOfSortable } from '../ip-ranges.ts';
import type { Pool, PoolHead, Resource, View } from '../model.ts';
import { blocksOf, type PoolRecord, type ResourceRecord, rangesOf } from '../records.ts';
import * as pools from '../repository/pools.ts';
import * as resources from '../repository/resources.ts';
import { untouched, untouchedAt } from '../repository/spots.ts';
import { shown } from '../resource-state.ts';
import { getBlock, isBlockId } from './blocks.ts';
import { headOf } from './head.ts';
import { adopted, isThere } from './lifecycle.ts';
import { rangedSpot } from './locate.ts';

export interface QueryOptions {
  view?: View | undefined;
  now?: () => Date;
}

/** A resource and its place in the order of addresses. */
interface Placed {
  place: bigint;
  resource: ResourceRecord;
}

/** What is under an address that is held in a block: it is held as a part of that. */
const inBlock = (resource: ResourceRecord): ResourceRecord => ({
  ...resource,
  status: 'ALLOCATED',
  owner: undefined,
  leaseUntil: undefined,
  backAt: undefined,
});

/** The addresses of the ranges from a place on, at most so many, each with its item or without. */
const rangedFrom = async (pool: PoolRecord, from: bigint, most: number): Promise<Placed[]> => {
  const stretches = take(rangesOf(pool), from, BigInt(most));
  const [first, last] = [stretches[0]?.first, stretches.at(-1)?.last];
  if (first === undefined || last === undefined) return [];
  const items = await resources.listBetween(pool, first, last);
  const written = new Map(items.map((one) => [placeOf(one.ip_address), one]));
  const blocks = blocksOf(pool);
  return [...numbersOf(stretches)].map((place) => {
    const resource = written.get(place) ?? untouchedAt(pool, place);
    return { place, resource: contains(blocks, place) ? inBlock(resource) : resource };
  });
};

/** Resources that are there by their item, from a place on, in order. */
const namedFrom = async (pool: PoolRecord, from: bigint): Promise<Placed[]> => {
  const found: Placed[] = [];
  for await (const page of resources.pagesOfNamed(pool))
    found.push(...page.map((resource) => ({ place: placeOf(resource.ip_address), resource })));
  return found.filter(({ place }) => place >= from).sort((a, b) => (a.place < b.place ? -1 : 1));
};

/** A pool's resources from a place on, in the order of their addresses: at most so many. */
const resourcesFrom = async (pool: PoolRecord, from: bigint, most: number): Promise<Placed[]> => {
  const [named, ranged] = await Promise.all([namedFrom(pool, from), rangedFrom(pool, from, most)]);
  if (named.length === 0) return ranged;
  return [...named, ...ranged].sort((a, b) => (a.place < b.place ? -1 : 1)).slice(0, most);
};

const totalRanged = (pool: PoolRecord): bigint => totalOf(rangesOf(pool));

/** The most resources of a page of whole pools, unless it is a single pool, and of a page of a big one. */
const MOST_RESOURCES = 1000;

/** A pool that is answered as a whole where no `limit` is given. */
const isListedWhole = (pool: PoolRecord): boolean => totalRanged(pool) <= BigInt(LISTED_ADDRESSES);

export interface PoolPage {
  pool: Pool;
  /** What it is without its resources. */
  head: PoolHead;
  cursor: string | undefined;
}

const listName = (id: string): string => `resources of ${id}`;

/** What comes after the last resource of a page, if anything. */
const cursorOf = (id: string, page: readonly Placed[], most: number): string | undefined => {
  const end = page.at(most - 1);
  return end && page.length > most ? sealCursor(listName(id), [sortableIp(end.resource.ip_address)]) : undefined;
};

/**
 * A pool with its resources, in the order of their addresses: all of them or, with `limit` or of more than 4,096, a page
 * after a cursor or from an address on. @throws AppError 404, or 400 for a bad cursor.
 */
export const get = async (
  id: string,
  { view = 'plain', now = clock.now, limit, cursor, from }: QueryOptions & Paging & { from?: string | undefined } = {},
): Promise<PoolPage> => {
  const [last] = cursor === undefined ? [] : openCursor(listName(id), cursor);
  const found = await pools.find(id);
  if (!isThere(found)) throw poolUnknown(id);
  const pool = await adopted(found);
  const start = last !== undefined ? placeOfSortable(last) + 1n : from === undefined ? 0n : placeOf(from);
  const most = limit ?? (isListedWhole(pool) ? Number.MAX_SAFE_INTEGER - 1 : MOST_RESOURCES);
  const placed = await resourcesFrom(pool, start, most + 1);
  const at = clock.iso(now());
  return {
    pool: { id, name: pool.name, resources: placed.slice(0, most).map(({ resource }) => shown(resource, at, view)) },
    head: headOf(pool),
    cursor: cursorOf(id, placed, most),
  };
};

const POOLS_AT_ONCE = 8;
const LIST = 'pools';

export interface ListedPool extends Pool, Partial<PoolHead> {
  id: string;
  name: string;
  /** Of a pool that is too big to be listed as a whole. */
  total?: number | string | undefined;
  ranges?: string[];
  next_cursor?: string | undefined;
}

/** A pool for a list: as a whole, or its first page with what leads to the next. */
const listedPool = async (found: PoolRecord, at: string, view: View): Promise<ListedPool> => {
  const pool = await adopted(found);
  const isWhole = isListedWhole(pool);
  const most = isWhole ? LISTED_ADDRESSES * 256 : MOST_RESOURCES;
  const placed = await resourcesFrom(pool, 0n, most + 1);
  return {
    id: pool.id,
    name: pool.name,
    ...(view === 'full' && { ...headOf(pool), ...(!isWhole && { ranges: asRanges(rangesOf(pool)) }) }),
    resources: placed.slice(0, most).map(({ resource }) => shown(resource, at, view)),
    ...(!isWhole && { total: asCount(totalRanged(pool)), next_cursor: cursorOf(pool.id, placed, most) }),
  };
};

/**
 * Pools with their resources, in the order of their ids: up to `limit` pools and up to 1,000 resources, at least one
 * pool, and every pool whole; of one with more than 4,096 addresses the first 1,000.
 * @throws AppError 400 for a bad cursor.
 */
export const list = async ({
  view = 'plain',
  now = clock.now,
  limit = MOST_RESOURCES,
  cursor,
}: QueryOptions & Paging = {}): Promise<Page<ListedPool>> => {
  const [afterId] = cursor === undefined ? [] : openCursor(LIST, cursor);
  const at = clock.iso(now());
  const items: ListedPool[] = [];
  let room = MOST_RESOURCES;
  for await (const page of pools.pagesOfPools(afterId, Math.min(POOLS_AT_ONCE, limit + 1))) {
    for (const pool of await Promise.all(page.filter(isThere).map((one) => listedPool(one, at, view)))) {
      const last = items.at(-1);
      if (last && (items.length === limit || pool.resources.length > room))
        return { items, cursor: sealCursor(LIST, [last.id]) };
      items.push(pool);
      room -= pool.resources.length;
    }
  }
  return { items, cursor: undefined };
};

/** A resource with the name of its pool, or a block. @throws AppError 404. */
export const getResource = async (
  id: string,
  resource: string,
  { view = 'plain', now = clock.now }: QueryOptions = {},
): Promise<Resource & { pool_name: string }> => {
  const found = await pools.find(id);
  if (!isThere(found)) throw poolUnknown(id);
  const pool = await adopted(found);
  if (isBlockId(resource)) return { ...(await getBlock(pool, resource, view)), pool_name: pool.name };
  const record = await findResource(pool, resource);
  if (!record) throw resourceUnknown(id, resource);
  return { ...shown(record, clock.iso(now()), view), pool_name: pool.name };
};

const findResource = async (pool: PoolRecord, id: string): Promise<ResourceRecord | undefined> => {
  const spot = rangedSpot(pool, id);
  if (!spot) return resources.findNamed(pool, id);
  const record = (await resources.find(spot)) ?? untouched(spot);
  return contains(blocksOf(pool), placeOf(spot.address)) ? inBlock(record) : record;
};
