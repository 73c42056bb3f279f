import * as clock from '#lib/core/clock';
import { count } from '#lib/core/metrics';
import { allocationEnded, heldByAnother, resourceUnknown } from '../errors.ts';
import type { Resource } from '../model.ts';
import { isInBlock, type PoolRecord, type ResourceRecord } from '../records.ts';
import type { ReleaseOutcome } from '../repository/claims.ts';
import { releaseOwned } from '../repository/owners.ts';
import * as resources from '../repository/resources.ts';
import type { Spot } from '../repository/spots.ts';
import { untouched } from '../repository/spots.ts';
import { isHeld, shown } from '../resource-state.ts';
import { type Fence, isBlockId, releaseBlock } from './blocks.ts';
import { inBlockOf } from './in-block.ts';
import { knownPool } from './known-pools.ts';
import { isThere, settled } from './lifecycle.ts';
import { locate } from './locate.ts';
import { forget, remember } from './pool-cache.ts';

export interface ReleaseOptions {
  now?: () => Date;
}

const end = async (spot: Spot, seen: ResourceRecord, now: Date): Promise<ReleaseOutcome> => {
  const { coolDownSeconds } = spot.pool;
  const backAt = coolDownSeconds ? clock.iso(clock.later(now, coolDownSeconds * 1000)) : undefined;
  const outcome = await releaseOwned(spot, seen, backAt);
  if (outcome === 'released') count('AddressesReleased');
  return outcome;
};

/** Whether the allocation that was seen goes on: it may have been renewed meanwhile. */
const goesOn = (seen: ResourceRecord, there: ResourceRecord | undefined): boolean =>
  there?.status === 'ALLOCATED' &&
  (seen.allocation === undefined ? there.claim === seen.claim : there.allocation === seen.allocation);

/** @throws AppError 409 when the holder is not the one that is meant. */
const assertFence = (seen: ResourceRecord, { owner, allocation }: Fence, held: boolean): void => {
  if (held && owner !== undefined && seen.owner !== owner) throw heldByAnother(seen.ip_address);
  if (allocation === undefined || (held && seen.allocation === allocation)) return;
  // A release that is repeated finds that it was done, as long as nobody has had the address since.
  if (!held && seen.status === 'RELEASED' && seen.ended === allocation) return;
  throw allocationEnded(seen.ip_address);
};

/** The pool and one of its resources as they are, in one request where the pool is known. @throws AppError 404. */
const look = async (id: string, resource: string, now: () => Date) => {
  const known = await knownPool(id, { now });
  const spot = (await locate(known, resource))?.spot;
  const found = spot && (await resources.findWithPool(spot));
  if (found?.pool && isThere(found.pool) && isSame(found.pool, known) && spot) return { spot, there: found.resource };
  forget(id);
  const pool = remember(await settled(id, { now }));
  const again = await locate(pool, resource);
  if (!again) throw resourceUnknown(id, resource);
  return { spot: again.spot, there: again.named ?? (await resources.find(again.spot)) };
};

const isSame = (a: PoolRecord, b: PoolRecord): boolean => a.born === b.born && a.version === b.version;

const released = (spot: Spot): Resource => ({ id: spot.id, ip_address: spot.address, status: 'RELEASED' });

/**
 * Releases a resource, or a block as one; what is released already stays so. What ends is the allocation that it was seen
 * in: a release that comes late, or is sent twice, finds another one and leaves it alone.
 * @throws AppError 404, or 409 when the fence does not hold.
 */
export const release = async (
  id: string,
  resource: string,
  { now = clock.now, ...fence }: ReleaseOptions & Fence = {},
): Promise<Resource> => {
  if (isBlockId(resource)) return releaseBlock(id, resource, { now, ...fence });
  for (;;) {
    const { spot, there: seen } = await look(id, resource, now);
    if (spot.place !== undefined && isInBlock(spot.pool, spot.place)) throw await inBlockOf(spot.pool, spot.place);
    const held = seen !== undefined && isHeld(seen, clock.iso(now()));
    assertFence(seen ?? untouched(spot), fence, held);
    if (!held) return seen ? shown(seen, clock.iso(now()), 'plain') : released(spot);
    const outcome = await end(spot, seen, now());
    if (outcome !== 'released' && goesOn(seen, outcome.there)) continue;
    return shown({ ...seen, status: 'RELEASED' }, clock.iso(now()), 'plain');
  }
};
