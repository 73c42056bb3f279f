import * as clock from '#lib/core/clock';
import { count } from '#lib/core/metrics';
import { ConditionFailed, TransactionCanceled } from '#lib/db/errors';
import { type Resource, ResourceRecord } from '../model.ts';
import { releaseOwned } from '../repository/owners.ts';
import { findResource } from '../repository/resources.ts';
import { isHeld, shown } from '../resource-state.ts';
import { poolUnknown, settle, unseal } from './lifecycle.ts';
import { getResource } from './queries.ts';

/** Where nothing is under the id: perhaps the pool is not whole yet, and then a resource of its plan is free. */
const releaseUnwritten = async (pool: string, id: string): Promise<Resource> => {
  const { pool_name: _, ...resource } = await getResource(pool, id);
  return resource;
};

const end = async (pool: string, seen: ResourceRecord, now: Date): Promise<void> => {
  const { coolDownSeconds } = seen;
  const backAt = coolDownSeconds ? clock.iso(clock.later(now, coolDownSeconds * 1000)) : undefined;
  await releaseOwned(pool, seen, backAt);
  count('AddressesReleased');
};

/** What was there when a release was refused. */
const thereInstead = (error: unknown): ResourceRecord | undefined => {
  const refusal = error instanceof TransactionCanceled ? error.refusals[0] : error;
  if (!(refusal instanceof ConditionFailed)) throw error;
  return refusal.item && ResourceRecord.parse(refusal.item);
};

/** Whether the allocation that was seen goes on: it may have been renewed, or sealed, meanwhile. */
const goesOn = (seen: ResourceRecord, there: ResourceRecord | undefined): boolean =>
  there?.status === 'ALLOCATED' &&
  (seen.allocation === undefined ? there.claim === seen.claim : there.allocation === seen.allocation);

/**
 * Releases a resource; one that is released already stays so. What ends is the allocation that it was seen in: a release
 * that comes late, or is sent twice, finds another one and leaves it alone. @throws AppError 404.
 */
export const release = async (
  pool: string,
  id: string,
  { now = clock.now }: { now?: () => Date } = {},
): Promise<Resource> => {
  for (;;) {
    const seen = await findResource(pool, id);
    if (!seen) return releaseUnwritten(pool, id);
    if (!isHeld(seen, clock.iso(now()))) {
      if (seen.seal !== undefined && (await settle(pool, { now }))?.stage !== 'ACTIVE') throw poolUnknown(pool);
      return shown(seen, clock.iso(now()), 'plain');
    }
    try {
      await end(pool, seen, now());
    } catch (error) {
      const there = thereInstead(error);
      if (there?.seal !== undefined) await unseal(pool, there, { now });
      if (goesOn(seen, there)) continue;
    }
    return shown({ ...seen, status: 'RELEASED' }, clock.iso(now()), 'plain');
  }
};
