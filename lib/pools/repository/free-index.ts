import { coolingResourcesOf, freeResourcesOf, type Key, keyOf, leasedResourcesOf, resourceIn } from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { placeOfSortable } from '../ip-ranges.ts';
import { freeListOf, type PoolRecord } from '../records.ts';
import { type Spot, spotAt } from './spots.ts';

/** Where an entry of the index leads. One that is there by its item has no address until that is read. */
const spotIn = (pool: PoolRecord, item: Item): Spot => {
  const key: Key = keyOf(item);
  const found = resourceIn(key);
  return 'address' in found ? spotAt(pool, placeOfSortable(found.address)) : { pool, id: found.id, address: '', key };
};

/** Up to `limit` resources that seem free, from the one with the id `start` on and around; the index may be a moment late. */
export const findFree = async (pool: PoolRecord, start: string, limit: number): Promise<Spot[]> => {
  const list = freeListOf(pool);
  const onwards = await table.query(freeResourcesOf(list, { from: start }), { limit });
  const items = onwards.items;
  if (items.length < limit)
    items.push(...(await table.query(freeResourcesOf(list, { to: start }), { limit: limit - items.length })).items);
  return items.map((item) => spotIn(pool, item));
};

/** Up to `limit` resources each whose lease is over or whose cool-down has passed at that moment. */
export const findBack = async (pool: PoolRecord, at: string, limit: number): Promise<Spot[]> => {
  const pages = await Promise.all(
    [coolingResourcesOf, leasedResourcesOf].map((query) => table.query(query(freeListOf(pool), { to: at }), { limit })),
  );
  return pages.flatMap(({ items }) => items.map((item) => spotIn(pool, item)));
};

/** How many resources are leased, or cool down, and come back between two times. */
export const countBack = async (pool: PoolRecord, kind: 'leased' | 'cooling', from: string, to?: string) => {
  const query = kind === 'leased' ? leasedResourcesOf : coolingResourcesOf;
  let count = 0;
  let after: Item | undefined;
  do {
    const page = await table.query(query(freeListOf(pool), { from, ...(to && { to }) }), { count: true, after });
    count += page.count;
    after = page.next;
  } while (after);
  return count;
};
