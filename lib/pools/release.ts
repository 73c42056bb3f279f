import * as clock from '#lib/core/clock';
import { count } from '#lib/core/metrics';
import { Refused, TransactionRefused } from '#lib/db/refusals';
import { isHeld, shown } from './holding.ts';
import { type Resource, StoredResource } from './model.ts';
import { releaseOwned } from './owner-repository.ts';
import { getResource } from './read.ts';
import * as repository from './resource-repository.ts';
import { poolUnknown, settle } from './stages.ts';

/** Where nothing is under the id: perhaps the pool is not whole yet, and then a resource of its plan is free. */
const releaseUnwritten = async (pool: string, id: string): Promise<Resource> => {
  const { pool_name: _, ...resource } = await getResource(pool, id);
  return resource;
};

const releaseSeen = async (pool: string, seen: StoredResource, now: Date): Promise<StoredResource> => {
  const { coolDownSeconds } = seen;
  const backAt = coolDownSeconds ? clock.iso(clock.later(now, coolDownSeconds * 1000)) : undefined;
  await releaseOwned(pool, seen, backAt);
  count('AddressesReleased');
  return { ...seen, status: 'RELEASED' };
};

/**
 * Releases a resource; one that is released already stays so. Where it has neither owner nor cool-down that is one
 * write, else two. @throws Fault 404.
 */
export const release = async (
  pool: string,
  id: string,
  { now = clock.now }: { now?: () => Date } = {},
): Promise<Resource> => {
  for (;;) {
    try {
      const released = await repository.releasePlainly(pool, id);
      count('AddressesReleased');
      return shown(released, clock.iso(now()), 'plain');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!error.item) return releaseUnwritten(pool, id);
      const there = StoredResource.parse(error.item);
      if (!isHeld(there, clock.iso(now()))) {
        if (there.seal !== undefined && (await settle(pool, { now }))?.stage !== 'ACTIVE') throw poolUnknown(pool);
        return shown(there, clock.iso(now()), 'plain');
      }
      try {
        return shown(await releaseSeen(pool, there, now()), clock.iso(now()), 'plain');
      } catch (refusal) {
        if (!(refusal instanceof TransactionRefused) && !(refusal instanceof Refused)) throw refusal;
      }
    }
  }
};
