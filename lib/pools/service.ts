/** What can be done with pools, by name: `pools.allocate(...)`. Each has its own file, as long as its idea. */

export type { PoolHead } from './model.ts';
export { allocate, allocateAny } from './service/allocate.ts';
export { allocateMany } from './service/allocate-many.ts';
export { allocateOwned, heldBy } from './service/allocate-owned.ts';
export { allocateBlock } from './service/blocks.ts';
export { count } from './service/count.ts';
export { create } from './service/create.ts';
export { findAddress, findOwned, findPlaces, type Place } from './service/find.ts';
export { headOf } from './service/head.ts';
export { edit, getHeads, listHeads, listUsed } from './service/heads.ts';
export { planImport } from './service/import.ts';
export { allocateForOwner, releaseByOwner } from './service/owners.ts';
export { get, getResource, list } from './service/queries.ts';
export { release } from './service/release.ts';
export { remove } from './service/remove.ts';
export { allocateFor, allocateOne } from './service/request.ts';
export { add, addAny, removeAny, removeRange, removeResource } from './service/resources.ts';
export { recount, usage } from './service/usage.ts';
export { usageByPrefix } from './service/usage-by-prefix.ts';
