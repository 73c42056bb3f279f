import type { Resource } from '../model.ts';
import { allocateOwned, heldBy } from './allocate-owned.ts';
import { release } from './release.ts';

/** Gives an owner an address of a pool; the same one again, whoever asks how often. @throws AppError 404 or 409. */
export const allocateForOwner = (
  pool: string,
  owner: string,
  { ttlSeconds, id }: { ttlSeconds?: number | undefined; id?: string | undefined } = {},
): Promise<Resource> => allocateOwned(pool, id, { owner, ttlSeconds });

/**
 * Releases what an owner holds in a pool; gives it, or undefined when that is nothing. An address that somebody else has
 * by now stays theirs.
 */
export const releaseByOwner = async (pool: string, owner: string): Promise<Resource | undefined> => {
  const held = await heldBy(pool, owner);
  return held && release(pool, held.id, { owner });
};
