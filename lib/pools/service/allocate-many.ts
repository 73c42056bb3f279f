import * as clock from '#lib/core/clock';
import { count as countMetric } from '#lib/core/metrics';
import { poolContended } from '../errors.ts';
import type { Resource } from '../model.ts';
import { allocateAll } from '../repository/claims.ts';
import { withAddresses } from '../repository/resources.ts';
import type { Spot } from '../repository/spots.ts';
import { shownToHolder } from '../resource-state.ts';
import { exhausted, stands } from './allocate.ts';
import { type FreeCache, freeCache as ofThisProcess } from './free-cache.ts';
import { findFree } from './free-resources.ts';
import { knownPool } from './known-pools.ts';

const TRIES = 20;

interface Options {
  now?: () => Date;
  freeCache?: FreeCache;
}

/** `count` resources that are free: those that are known to be, or else by consistent readings of the whole pool. */
const findSome = async (id: string, count: number, { now, freeCache }: Required<Options>): Promise<Spot[]> => {
  const pool = await knownPool(id, { now });
  const known = new Map<string, Spot>();
  for (let taken = 0; taken < 2 * count; taken += 1) {
    const spot = await freeCache.take(pool, now);
    if (!spot) break;
    known.set(spot.id, spot);
    if (known.size === count) return [...known.values()];
  }
  const free = await findFree(id, count, now);
  if (free.length < count) throw exhausted(id, count);
  return freeCache.choose(free).slice(0, count);
};

/**
 * Allocates `count` (up to 100) resources, all or none: one transaction.
 * @throws AppError 404, or 409 when fewer than that are left.
 */
export const allocateMany = async (
  id: string,
  count: number,
  ttlSeconds: number | undefined,
  { now = clock.now, freeCache = ofThisProcess }: Options = {},
): Promise<Resource[]> => {
  const terms = { ttlSeconds };
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const spots = await withAddresses(await findSome(id, count, { now, freeCache }));
    const at = now();
    const records =
      spots.length < count ? undefined : await freeCache.trying(spots, () => allocateAll(spots, terms, at));
    if (records && (await stands(spots, records, now))) {
      countMetric('AddressesAllocated', count);
      return records.map((record) => shownToHolder(record, terms, clock.iso(at)));
    }
    const [first] = spots;
    if (first) freeCache.forget(first.pool);
    await clock.sleep(clock.jitter(attempt));
  }
  throw poolContended(id);
};
