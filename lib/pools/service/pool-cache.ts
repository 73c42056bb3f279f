import type { PoolRecord } from '../records.ts';

/**
 * Pools as this process has seen them last. Whatever is done with one is checked against its item afterwards, so that one
 * that has changed is found out; what is known saves a read before.
 */
const POOLS_REMEMBERED = 1000;

const known = new Map<string, PoolRecord>();

export const recall = (id: string): PoolRecord | undefined => known.get(id);

/** Ranges that have not changed since are not read again. */
export const remember = (pool: PoolRecord): PoolRecord => {
  const before = known.get(pool.id);
  if (known.size >= POOLS_REMEMBERED) known.clear();
  const isSame = before?.born === pool.born && before.version === pool.version;
  const kept = isSame ? { ...pool, ranges: before.ranges, blocks: before.blocks } : pool;
  known.set(pool.id, kept);
  return kept;
};

export const forget = (id: string): void => void known.delete(id);
