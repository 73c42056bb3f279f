import * as clock from '#lib/core/clock';
import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { openCursor, sealCursor } from '#lib/db/cursor';
import { placeOf } from '../ip-ranges.ts';
import type { Resource, View } from '../model.ts';
import { isMember, type PoolRecord } from '../records.ts';
import * as blocks from '../repository/blocks.ts';
import * as nets from '../repository/nets.ts';
import * as owners from '../repository/owners.ts';
import * as pools from '../repository/pools.ts';
import { find as findRecord } from '../repository/resources.ts';
import { idAt, namedId } from '../resource-id.ts';
import { isHeld, shown } from '../resource-state.ts';
import { showBlock } from './blocks.ts';
import { isThere } from './lifecycle.ts';
import { locate } from './locate.ts';
import { getResource, type QueryOptions } from './queries.ts';

export interface Place extends Resource {
  pool: string;
  pool_name: string;
}

interface Shown {
  view: View;
  now: () => Date;
}

/** A page of what was found, in the order of the pools' ids. */
const pageOf = (list: string, found: readonly Place[], { limit = MAX_PAGE_SIZE, cursor }: Paging): Page<Place> => {
  const [after] = cursor === undefined ? [] : openCursor(list, cursor);
  const keyOf = ({ pool, id }: Place): string => `${pool} ${id}`;
  const left = [...found]
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .filter((place) => after === undefined || keyOf(place) > after);
  const items = left.slice(0, limit);
  const last = items.at(-1);
  return { items, cursor: last && left.length > limit ? sealCursor(list, [keyOf(last)]) : undefined };
};

/**
 * An address in every pool that has it: a few queries, however many pools there are, and a read of each that has it.
 * @throws AppError 400 for a bad cursor.
 */
export const findAddress = async (
  ip: string,
  { view = 'plain', now = clock.now, ...paging }: QueryOptions & Paging = {},
): Promise<Page<Place>> => {
  const place = placeOf(ip);
  const [near, before] = await Promise.all([nets.poolsNear(place), nets.poolsBefore()]);
  const records = (await pools.findMany([...near, ...before])).filter(isThere);
  const found = await Promise.all(records.map((pool) => placeIn(pool, ip, place, { view, now })));
  return pageOf(`places of ${ip}`, found.flat(), paging);
};

const placeIn = async (pool: PoolRecord, ip: string, place: bigint, { view, now }: Shown): Promise<Place[]> => {
  if (isMember(pool, place)) {
    const { pool_name, ...resource } = await getResource(pool.id, idAt(pool.id, place), { view, now });
    return [{ ...resource, pool: pool.id, pool_name }];
  }
  const named = pool.legacy ? await locate(pool, namedId(pool.id, ip)) : undefined;
  return named?.named ? [{ ...shown(named.named, clock.iso(now()), view), pool: pool.id, pool_name: pool.name }] : [];
};

/** What an owner holds, in all pools. @throws AppError 400 for a bad cursor. */
export const findOwned = async (
  owner: string,
  { view = 'plain', now = clock.now, ...paging }: QueryOptions & Paging = {},
): Promise<Page<Place>> => {
  const before = await nets.poolsBefore();
  const [pointers, older] = await Promise.all([owners.pointersOf(owner), nets.ownersBefore(owner, before)]);
  const all = [...pointers, ...owners.asPointers(older)];
  const records = new Map(
    (await pools.findMany(all.map(({ pool }) => pool))).filter(isThere).map((one) => [one.id, one]),
  );
  const found = await Promise.all(
    all.map((pointer) => ownedBy(owner, pointer, records.get(pointer.pool), { view, now })),
  );
  const byId = new Map(found.flat().map((place) => [`${place.pool} ${place.id}`, place]));
  return pageOf(`places of owner ${owner}`, [...byId.values()], paging);
};

const ownedBy = async (
  owner: string,
  pointer: owners.Pointer,
  pool: PoolRecord | undefined,
  { view, now }: Shown,
): Promise<Place[]> => {
  if (!pool || pool.born !== pointer.born) return [];
  const where = { pool: pool.id, pool_name: pool.name };
  if (pointer.block) {
    const block = await blocks.find(pool, pointer.resource);
    return block?.status === 'ALLOCATED' ? [{ ...showBlock(block, view), ...where }] : [];
  }
  const found = await locate(pool, pointer.resource);
  const record = found && (found.named ?? (await findRecord(found.spot)));
  const isTheirs = record?.owner === owner && isHeld(record, clock.iso(now()));
  return record && isTheirs ? [{ ...shown(record, clock.iso(now()), view), ...where }] : [];
};

/** What is asked for: an address in every pool that has it, or all that an owner holds. */
export const findPlaces = ({
  ip,
  owner,
  view,
  ...paging
}: Paging & { ip?: string | undefined; owner?: string | undefined; view?: View | undefined }): Promise<Page<Place>> =>
  ip !== undefined ? findAddress(ip, { view, ...paging }) : findOwned(owner ?? '', { view, ...paging });
