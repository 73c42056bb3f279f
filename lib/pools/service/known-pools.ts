import { poolUnknown } from '../errors.ts';
import type { PoolRecord } from '../records.ts';
import * as pools from '../repository/pools.ts';
import { isThere, settled } from './lifecycle.ts';

/**
 * Pools as this process has seen them last. Whatever is done with one is held against its item afterwards, so that one
 * that has changed is found out; what is known saves a read before.
 */
const POOLS_REMEMBERED = 1000;

const known = new Map<string, PoolRecord>();

export const remember = (pool: PoolRecord): PoolRecord => {
  if (known.size >= POOLS_REMEMBERED) known.clear();
  known.set(pool.id, pool);
  return pool;
};

export const forget = (id: string): void => void known.delete(id);

/** The pool as it was seen last or, where nothing is known of it, as it is. @throws AppError 404. */
export const knownPool = async (id: string, options: { now?: () => Date } = {}): Promise<PoolRecord> =>
  known.get(id) ?? remember(await settled(id, options));

/** The pool as it is now. @throws AppError 404. */
export const currentPool = async (id: string): Promise<PoolRecord> => {
  const pool = await pools.find(id);
  if (!isThere(pool)) throw poolUnknown(id);
  return pool;
};
