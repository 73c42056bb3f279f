import { sortableIp } from '#lib/core/address';
import { batchWrite } from '#lib/db/batch';
import { is, isNew } from '#lib/db/conditions';
import { freeResource, freeResourcesOf, poolKey, resourceKey, resourcesOf } from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { Resource, resourceId } from './model.ts';

const asResource = (item: Item): Resource => Resource.parse(item);

/** Makes the pool's own item. @throws Refused when the id is taken. */
export const createPool = (id: string, name: string) => table.put({ ...poolKey(id), type: 'pool', id, name }, isNew);

export const findPool = async (id: string) => {
  const item = await table.get(poolKey(id));
  return item && { id, name: String(item.name) };
};

export const addResources = (pool: string, addresses: readonly string[]) =>
  batchWrite(
    addresses.map((ip_address) => {
      const id = resourceId(pool, ip_address);
      const place = freeResource(pool, sortableIp(ip_address));
      return {
        put: { ...resourceKey(pool, id), ...place, type: 'resource', pool, id, ip_address, status: 'RELEASED' },
      };
    }),
  );

export const listResources = async (pool: string): Promise<Resource[]> => {
  const resources: Resource[] = [];
  for await (const items of table.queryAll(resourcesOf(pool))) resources.push(...items.map(asResource));
  return resources;
};

/** Allocates one resource if it is released: one conditional write. @throws Refused with what is there instead. */
export const allocate = async (pool: string, id: string): Promise<Resource> =>
  asResource(
    await table.update(resourceKey(pool, id), { set: { status: 'ALLOCATED' }, index: null }, is('status', 'RELEASED')),
  );

export const freeKeys = async (pool: string, limit: number) => {
  const { items } = await table.query(freeResourcesOf(pool), { limit });
  return items.map(({ sk }) => String(sk).slice('RESOURCE#'.length));
};
