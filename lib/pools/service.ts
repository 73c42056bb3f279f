/** What can be done with pools, by name: `pools.allocate(...)`. Each has its own file, as long as its idea. */

export { allocate, allocateAny } from './service/allocate.ts';
export { allocateMany } from './service/allocate-many.ts';
export { allocateOwned } from './service/allocate-owned.ts';
export { count } from './service/count.ts';
export { create } from './service/create.ts';
export { heldBy } from './service/held.ts';
export { findAddress, get, getHeads, getResource, list, listHeads, type PoolHead } from './service/queries.ts';
export { release } from './service/release.ts';
export { remove } from './service/remove.ts';
export { add, removeResource } from './service/resources.ts';
export { recount, usage } from './service/usage.ts';
