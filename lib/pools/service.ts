import { sortableIp } from '#lib/core/address';
import { conflict, missing } from '#lib/core/errors';
import { Refused } from '#lib/db/refusals';
import type { Pool, Resource } from './model.ts';
import * as repository from './repository.ts';

/** Creates a pool with its addresses. @throws Fault 409 when the id is taken. */
export const create = async (id: string, name: string, addresses: readonly string[]): Promise<void> => {
  try {
    await repository.createPool(id, name);
  } catch (error) {
    if (error instanceof Refused) throw conflict('pool.exists', `There is a pool ${id} already.`);
    throw error;
  }
  await repository.addResources(id, addresses);
};

/** A pool with its resources, in the order of their addresses. @throws Fault 404. */
export const get = async (id: string): Promise<Pool> => {
  const pool = await repository.findPool(id);
  if (!pool) throw missing('pool.unknown', `There is no pool ${id}.`);
  const resources = await repository.listResources(id);
  const order = new Map(resources.map((resource) => [resource, sortableIp(resource.ip_address)]));
  return { ...pool, resources: resources.sort((a, b) => ((order.get(a) ?? '') < (order.get(b) ?? '') ? -1 : 1)) };
};

/** Allocates the resource of that id. @throws Fault 404 or 409. */
export const allocate = async (pool: string, id: string): Promise<Resource> => {
  try {
    return await repository.allocate(pool, id);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (!error.item) throw missing('resource.unknown', `There is no resource ${id} in pool ${pool}.`);
    throw conflict('resource.allocated', `Resource ${String(error.item.ip_address)} is already allocated.`, { id });
  }
};

/** Allocates any released resource. @throws Fault 404, or 409 when none is left. */
export const allocateAny = async (pool: string): Promise<Resource> => {
  for (const id of await repository.freeKeys(pool, 20)) {
    try {
      return await repository.allocate(pool, id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  if (!(await repository.findPool(pool))) throw missing('pool.unknown', `There is no pool ${pool}.`);
  throw conflict('pool.exhausted', `Pool ${pool} has no released resource left.`);
};
