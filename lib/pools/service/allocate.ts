import * as clock from '#lib/core/clock';
import { count } from '#lib/core/metrics';
import { notFree, poolContended, poolExhausted, resourceUnknown } from '../errors.ts';
import type { Resource } from '../model.ts';
import { isInBlock, isPending, type PoolRecord, type ResourceRecord } from '../records.ts';
import * as claims from '../repository/claims.ts';
import * as resources from '../repository/resources.ts';
import type { Spot } from '../repository/spots.ts';
import { isFree, shownToHolder } from '../resource-state.ts';
import { freeCache as ofThisProcess } from './free-cache.ts';
import { findFree } from './free-resources.ts';
import { inBlockOf } from './in-block.ts';
import { knownPool } from './known-pools.ts';
import { confirm, settled } from './lifecycle.ts';
import { locate } from './locate.ts';
import { forget, recall, remember } from './pool-cache.ts';

/** On what terms: for whom, and for how long. */
export interface AllocateTerms {
  owner?: string | undefined;
  ttlSeconds?: number | undefined;
}

export interface AllocateOptions {
  now?: () => Date;
  freeCache?: typeof ofThisProcess;
}

/** That a pool has no, or not enough, resources left. Counted: somebody has to enlarge it. */
export const exhausted = (pool: string, wanted = 1) => {
  count('PoolsExhausted');
  return poolExhausted(pool, wanted);
};

/** What was allocated, and when: a lease may be over before its answer is on the way, and was an allocation still. */
interface Claimed {
  record: ResourceRecord;
  at: string;
}

/** A lease that was written by a process which knew another cool-down gets the one that the pool has. */
const recool = async (spots: readonly Spot[], records: readonly ResourceRecord[], seen: PoolRecord): Promise<void> => {
  const pool = recall(seen.id);
  if (pool?.born !== seen.born || (pool.coolDownSeconds ?? 0) === (seen.coolDownSeconds ?? 0)) return;
  await Promise.all(spots.map((spot, i) => claims.recool({ ...spot, pool }, records[i] as ResourceRecord)));
};

/**
 * Holds allocations against the pool as it is after them. What is lost is taken back.
 * @throws AppError 404 when the pool is gone.
 */
export const stands = async (
  spots: readonly Spot[],
  records: readonly ResourceRecord[],
  now: () => Date,
): Promise<boolean> => {
  const pool = spots[0]?.pool;
  if (!pool) return true;
  const outcome = await confirm(
    pool,
    spots.map(({ place }) => place),
    { now },
  );
  if (outcome === 'stands') {
    await recool(spots, records, pool);
    return true;
  }
  forget(pool.id);
  await Promise.all(spots.map((spot, i) => claims.withdraw(spot, records[i] as ResourceRecord)));
  return false;
};

/** Claims a resource or not: one conditional write, and a look at the pool after it. */
const tryOne = async (spot: Spot, terms: AllocateTerms, now: () => Date): Promise<Claimed | undefined> => {
  const at = now();
  const record = await claims.allocate(spot, terms, at);
  if (!record || !(await stands([spot], [record], now))) return undefined;
  count('AddressesAllocated');
  return { record, at: clock.iso(at) };
};

/** Why a named resource was not had; undefined when it may be had now. @throws AppError 404 or 409. */
const explain = async (id: string, resource: string, now: () => Date): Promise<void> => {
  forget(id);
  const pool = remember(await settled(id, { now }));
  const found = await locate(pool, resource);
  if (!found) throw resourceUnknown(id, resource);
  const { spot } = found;
  if (spot.place !== undefined && isInBlock(pool, spot.place)) throw await inBlockOf(pool, spot.place);
  const there = await resources.find(spot);
  const at = clock.iso(now());
  if (there && !isFree(there, at)) throw notFree(there, at);
};

const isTakeable = (pool: PoolRecord, { place }: Spot): boolean =>
  place === undefined || !(isInBlock(pool, place) || isPending(pool, place));

/** Allocates the resource of that id. @throws AppError 404 or 409. */
export const allocate = async (
  id: string,
  resource: string,
  terms: AllocateTerms = {},
  { now = clock.now }: AllocateOptions = {},
): Promise<Resource> => {
  for (;;) {
    const pool = await knownPool(id, { now });
    const found = await locate(pool, resource);
    const claimed = found && isTakeable(pool, found.spot) ? await tryOne(found.spot, terms, now) : undefined;
    if (claimed) return shownToHolder(claimed.record, terms, claimed.at);
    await explain(id, resource, now);
  }
};

/** How often a hint is followed, and how often one that a reading of the pool shows, before it is too much. */
const TRIES = 6;
const LOOKS = 12;

/** Claims one that is known to be free, if there is any. */
const claimHinted = async (id: string, terms: AllocateTerms, { now, freeCache }: Required<AllocateOptions>) => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const pool = await knownPool(id, { now });
    const spot = await freeCache.take(pool, now);
    if (spot === undefined) return undefined;
    const claimed = await freeCache.trying([spot], () => tryOne(spot, terms, now));
    if (claimed) return claimed;
    freeCache.forget(pool);
    await clock.sleep(clock.jitter(attempt));
  }
  return undefined;
};

/** Claims one that consistent readings show. @throws AppError 404, or 409 when they prove that there is none. */
const claimSeen = async (id: string, terms: AllocateTerms, { now, freeCache }: Required<AllocateOptions>) => {
  for (let look = 0; look < LOOKS; look += 1) {
    const free = await findFree(id, 1, now);
    if (free.length === 0) throw exhausted(id);
    const [spot] = freeCache.choose(free);
    const claimed = spot && (await freeCache.trying([spot], () => tryOne(spot, terms, now)));
    if (claimed) return claimed;
    await clock.sleep(clock.jitter(look));
  }
  throw poolContended(id);
};

/**
 * Allocates any free resource. That there is none is declared only when readings of the whole pool prove it.
 * @throws AppError 404, or 409 when none is left.
 */
export const allocateAny = async (
  id: string,
  terms: AllocateTerms = {},
  { now = clock.now, freeCache = ofThisProcess }: AllocateOptions = {},
): Promise<Resource> => {
  const options = { now, freeCache };
  const claimed = (await claimHinted(id, terms, options)) ?? (await claimSeen(id, terms, options));
  return shownToHolder(claimed.record, terms, claimed.at);
};
