import { sortableIp } from '#lib/core/address';
import * as clock from '#lib/core/clock';
import { notFound } from '#lib/core/errors';
import { openCursor, sealCursor } from '#lib/db/cursor';
import { expand } from '../ip-ranges.ts';
import { type Pool, PoolRecord, type Resource, ResourceRecord, resourceId, type View } from '../model.ts';
import * as pools from '../repository/pools.ts';
import { findResources, listResources } from '../repository/resources.ts';
import { shown } from '../resource-state.ts';
import { poolUnknown } from './lifecycle.ts';

export interface Page<T> {
  items: T[];
  /** Undefined on the last page. */
  cursor: string | undefined;
}

interface QueryOptions {
  view?: View | undefined;
  now?: () => Date;
}

interface Paging {
  limit?: number | undefined;
  cursor?: string | undefined;
}

const isThere = (header: PoolRecord | undefined): header is PoolRecord =>
  header !== undefined && header.stage !== 'REMOVING';

/** A pool is there from its first write on: what of its plan has not been written is as good as released. */
const planned = ({ id: pool, born, plan = [] }: PoolRecord): ResourceRecord[] =>
  expand(plan).addresses.map((ip_address) => ({
    id: resourceId(pool, ip_address),
    ip_address,
    status: 'RELEASED',
    born,
  }));

/** Every resource of a pool, in the order of their addresses. */
const resourcesOf = async (header: PoolRecord): Promise<{ place: string; resource: ResourceRecord }[]> => {
  const all = new Map([...planned(header), ...(await listResources(header.id))].map((one) => [one.id, one]));
  return [...all.values()]
    .map((resource) => ({ place: sortableIp(resource.ip_address), resource }))
    .sort((a, b) => (a.place < b.place ? -1 : 1));
};

/**
 * A pool with its resources, in the order of their addresses: all of them, or a page of `limit` after a cursor.
 * @throws AppError 404, or 400 for a bad cursor.
 */
export const get = async (
  id: string,
  { view = 'plain', now = clock.now, limit, cursor }: QueryOptions & Paging = {},
): Promise<{ pool: Pool; cursor: string | undefined }> => {
  const list = `resources of ${id}`;
  const [last = ''] = cursor === undefined ? [] : openCursor(list, cursor);
  const header = await pools.findPool(id);
  if (!isThere(header)) throw poolUnknown(id);
  const left = (await resourcesOf(header)).filter(({ place }) => place > last);
  const page = left.slice(0, limit ?? left.length);
  const at = clock.iso(now());
  const resources = page.map(({ resource }) => shown(resource, at, view));
  const end = page.at(-1);
  return {
    pool: { id, name: header.name, resources },
    cursor: end && page.length < left.length ? sealCursor(list, [end.place]) : undefined,
  };
};

/** A pool without its resources. */
export type PoolHead = Pick<Pool, 'id' | 'name'>;

const headOf = ({ id, name }: PoolRecord): PoolHead => ({ id, name });

/** Pools by their ids, without their resources; those that are not there are left out. */
export const getHeads = async (ids: readonly string[]): Promise<Map<string, PoolHead>> => {
  const headers = (await pools.findPools(ids)).filter(isThere);
  return new Map(headers.map((header) => [header.id, headOf(header)]));
};

const HEADS = 'pools without resources';

/** Pools in the order of their ids, without their resources. @throws AppError 400 for a bad cursor. */
export const listHeads = async (limit: number, cursor: string | undefined): Promise<Page<PoolHead>> => {
  const [afterId] = cursor === undefined ? [] : openCursor(HEADS, cursor);
  const items: PoolHead[] = [];
  for await (const page of pools.pagesOfPools(afterId, limit + 1)) {
    items.push(...page.filter(isThere).map(headOf));
    if (items.length > limit) break;
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, cursor: last && items.length > limit ? sealCursor(HEADS, [last.id]) : undefined };
};

/** How many resources a page of whole pools has at most, unless it is a single pool. */
const MOST_RESOURCES = 1000;
const POOLS_AT_ONCE = 8;

/** Pools in the order of their ids with their resources, a few read ahead. */
async function* wholePools(
  afterId: string | undefined,
  ahead: number,
): AsyncGenerator<{ header: PoolRecord; resources: ResourceRecord[] }> {
  for await (const page of pools.pagesOfPools(afterId, ahead)) {
    const there = page.filter(isThere);
    const resources = await Promise.all(there.map(resourcesOf));
    for (const [i, header] of there.entries())
      yield { header, resources: (resources[i] ?? []).map(({ resource }) => resource) };
  }
}

const LIST = 'pools';

/**
 * Pools with their resources, in the order of their ids: up to `limit` pools and up to 1,000 resources, at least one
 * pool, and every pool whole. @throws AppError 400 for a bad cursor.
 */
export const list = async ({
  view = 'plain',
  now = clock.now,
  limit = MOST_RESOURCES,
  cursor,
}: QueryOptions & Paging = {}): Promise<Page<Pool>> => {
  const [afterId] = cursor === undefined ? [] : openCursor(LIST, cursor);
  const at = clock.iso(now());
  const items: Pool[] = [];
  let room = MOST_RESOURCES;
  for await (const { header, resources } of wholePools(afterId, Math.min(POOLS_AT_ONCE, limit + 1))) {
    const last = items.at(-1);
    if (last && (items.length === limit || resources.length > room))
      return { items, cursor: sealCursor(LIST, [last.id]) };
    items.push({ id: header.id, name: header.name, resources: resources.map((one) => shown(one, at, view)) });
    room -= resources.length;
  }
  return { items, cursor: undefined };
};

export const resourceUnknown = (pool: string, id: string) =>
  notFound('resource.unknown', `There is no resource ${id} in pool ${pool}.`);

/** A resource with the name of its pool. @throws AppError 404. */
export const getResource = async (
  pool: string,
  id: string,
  { view = 'plain', now = clock.now }: QueryOptions = {},
): Promise<Resource & { pool_name: string }> => {
  const found = await pools.findPoolAndResource(pool, id);
  const header = found.header && PoolRecord.parse(found.header);
  if (!isThere(header)) throw poolUnknown(pool);
  const resource = found.resource ? ResourceRecord.parse(found.resource) : planned(header).find((one) => one.id === id);
  if (!resource) throw resourceUnknown(pool, id);
  return { ...shown(resource, clock.iso(now()), view), pool_name: header.name };
};

export interface Place extends Resource {
  pool: string;
  pool_name: string;
}

/**
 * An address in every pool that has it, in the order of the pools' ids. Its id in a pool follows from the address, so it
 * is looked up by key in each pool, and the resources are never searched. @throws AppError 400 for a bad cursor.
 */
export const findAddress = async (
  ip: string,
  { view = 'plain', now = clock.now, limit = MOST_RESOURCES, cursor }: QueryOptions & Paging = {},
): Promise<Page<Place>> => {
  const list = `places of ${ip}`;
  const [afterId] = cursor === undefined ? [] : openCursor(list, cursor);
  const at = clock.iso(now());
  const items: Place[] = [];
  for await (const page of pools.pagesOfPools(afterId, 100)) {
    for (const { header, resource } of await placesIn(page.filter(isThere), ip)) {
      const last = items.at(-1);
      if (last && items.length === limit) return { items, cursor: sealCursor(list, [last.pool]) };
      items.push({ ...shown(resource, at, view), pool: header.id, pool_name: header.name });
    }
  }
  return { items, cursor: undefined };
};

const placesIn = async (headers: readonly PoolRecord[], ip: string) => {
  const written = await findResources(headers.map(({ id }) => ({ pool: id, id: resourceId(id, ip) })));
  const found = new Map(written.map((resource) => [resource.id, resource]));
  return headers.flatMap((header) => {
    const id = resourceId(header.id, ip);
    const resource = found.get(id) ?? planned(header).find((one) => one.id === id);
    return resource ? [{ header, resource }] : [];
  });
};
