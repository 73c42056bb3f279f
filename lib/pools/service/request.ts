import type { Resource } from '../model.ts';
import { allocate, allocateAny } from './allocate.ts';
import { allocateMany } from './allocate-many.ts';
import { allocateOwned } from './allocate-owned.ts';
import { allocateBlock } from './blocks.ts';

/** What a caller may ask for; which of it goes together, the schema of the endpoint tells. */
export interface AllocationRequest {
  id?: string | undefined;
  count?: number | undefined;
  owner?: string | undefined;
  ttlSeconds?: number | undefined;
  prefixLength?: number | undefined;
}

/**
 * Allocates what is asked for: a block, several addresses, one for an owner, a named one, or any.
 * @throws AppError 404 or 409.
 */
export const allocateFor = async (
  pool: string,
  request: AllocationRequest,
): Promise<Resource | { items: Resource[] }> => {
  const { id, count, owner, ttlSeconds, prefixLength } = request;
  if (prefixLength !== undefined) return allocateBlock(pool, prefixLength, { owner });
  if (count !== undefined) return { items: await allocateMany(pool, count, ttlSeconds) };
  return allocateOne(pool, { id, owner, ttlSeconds });
};

/** The same where one address is asked for. */
export const allocateOne = (
  pool: string,
  { id, owner, ttlSeconds }: Omit<AllocationRequest, 'count' | 'prefixLength'>,
): Promise<Resource> => {
  if (owner !== undefined) return allocateOwned(pool, id, { owner, ttlSeconds });
  return id === undefined ? allocateAny(pool, { ttlSeconds }) : allocate(pool, id, { ttlSeconds });
};
