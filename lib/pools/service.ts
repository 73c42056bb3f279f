/** What can be done with pools, by name: `pools.allocate(...)`. Each has its own file, as long as its idea. */
export { allocate, allocateAny } from './allocate.ts';
export { allocateMany } from './allocate-many.ts';
export { allocateOwned } from './allocate-owned.ts';
export { count } from './count.ts';
export { create } from './create.ts';
export { heldBy } from './held.ts';
export { findAddress, get, getHeads, getResource, list, listHeads, type PoolHead } from './read.ts';
export { release } from './release.ts';
export { remove } from './remove.ts';
export { add, removeResource } from './resources.ts';
export { recount, use } from './use.ts';
