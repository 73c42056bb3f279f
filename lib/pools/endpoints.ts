export * from './endpoints/allocation.ts';
export * from './endpoints/pools.ts';
export * from './endpoints/resources.ts';
