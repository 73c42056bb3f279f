import * as clock from '#lib/core/clock';
import { count } from '#lib/core/metrics';
import { notFree, ownerHoldsAnother, poolContended, resourceUnknown } from '../errors.ts';
import type { Resource } from '../model.ts';
import { isInBlock, isPending, type PoolRecord, type ResourceRecord } from '../records.ts';
import * as owners from '../repository/owners.ts';
import * as resources from '../repository/resources.ts';
import type { Spot } from '../repository/spots.ts';
import { isFree, isHeld, shownToHolder } from '../resource-state.ts';
import { type AllocateOptions, type AllocateTerms, exhausted, stands } from './allocate.ts';
import { freeCache as ofThisProcess } from './free-cache.ts';
import { findFree } from './free-resources.ts';
import { inBlockOf } from './in-block.ts';
import { knownPool } from './known-pools.ts';
import { confirm, isThere, settle, settled } from './lifecycle.ts';
import { locate } from './locate.ts';
import { forget } from './pool-cache.ts';

const TRIES = 40;

interface Wanted {
  spot: Spot;
  there: ResourceRecord | undefined;
}

/** The resource that was last theirs, if it is still a resource of the pool and nobody has had it since. */
const findTheirs = async (pool: PoolRecord, owner: string, pointer: owners.Pointer | undefined) => {
  if (!pointer || pointer.born !== pool.born) return undefined;
  const found = await locate(pool, pointer.resource);
  const there = found && (found.named ?? (await resources.find(found.spot)));
  return found && there?.owner === owner ? { spot: found.spot, there } : undefined;
};

/** Whether the owner holds one by now: a call beside this one has just got the last one for them. */
const holdsOne = async (id: string, owner: string, now: () => Date): Promise<boolean> => {
  const pool = await settled(id, { now });
  const theirs = await findTheirs(pool, owner, await owners.findPointer(pool, owner));
  return theirs !== undefined && isHeld(theirs.there, clock.iso(now()));
};

/**
 * Any resource that is free at this moment; undefined when there is none because a call beside this one has just got the
 * last one for the same owner. @throws AppError 404, or 409 when there is none.
 */
const findAny = async (
  pool: PoolRecord,
  owner: string,
  { now, freeCache }: Required<AllocateOptions>,
): Promise<Wanted | undefined> => {
  const hint = await freeCache.take(pool, now);
  const [known] = hint ? await resources.withAddresses([hint]) : [];
  if (known) return { spot: known, there: undefined };
  const free = await findFree(pool.id, 1, now);
  const [any] = freeCache.choose(free);
  if (any) return { spot: any, there: undefined };
  if (free.length > 0 || (await holdsOne(pool.id, owner, now))) return undefined;
  throw exhausted(pool.id);
};

/** The named one, if it is free or was last theirs. @throws AppError 404 or 409. */
const findNamed = async (id: string, resource: string, owner: string, now: () => Date): Promise<Wanted> => {
  const pool = await settled(id, { now });
  const found = await locate(pool, resource);
  if (!found) throw resourceUnknown(id, resource);
  const { spot } = found;
  if (spot.place !== undefined && (isInBlock(pool, spot.place) || isPending(pool, spot.place)))
    throw await inBlockOf(pool, spot.place);
  const there = found.named ?? (await resources.find(spot));
  if (there && there.owner !== owner && !isFree(there, clock.iso(now()))) throw notFree(there, clock.iso(now()));
  return { spot, there };
};

/**
 * Allocates for an owner: the resource they hold already, or else the one that was last theirs and is still kept for
 * them, or else the one of that id, or any. However many calls of an owner race, all are given the same one.
 * @throws AppError 404, or 409 when there is none, or when the owner holds another than the one that is named.
 */
export const allocateOwned = async (
  id: string,
  resource: string | undefined,
  terms: AllocateTerms & { owner: string },
  { now = clock.now, freeCache = ofThisProcess }: AllocateOptions = {},
): Promise<Resource> => {
  const { owner, ttlSeconds } = terms;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const pool = await knownPool(id, { now });
    const pointer = await owners.findPointer(pool, owner);
    const theirs = await findTheirs(pool, owner, pointer);
    const seenAt = clock.iso(now());
    if (theirs && isHeld(theirs.there, seenAt)) {
      const { there } = theirs;
      if (resource !== undefined && resource !== there.id) throw ownerHoldsAnother(owner, id, there);
      // What is known of the pool may be old: it may have gone since, and another has its id.
      if (ttlSeconds === undefined && (await confirm(pool, [theirs.spot.place], { now })) === 'stands')
        return shownToHolder(there, terms, seenAt);
    }
    const wanted =
      resource === undefined
        ? (theirs ?? (await findAny(pool, owner, { now, freeCache })))
        : await findNamed(id, resource, owner, now);
    const claimed = wanted && (await claim(wanted, terms, pointer, now));
    if (claimed) return claimed;
    forget(id);
    freeCache.forget(pool);
    await clock.sleep(clock.jitter(Math.min(attempt, 3)));
  }
  throw poolContended(id);
};

const claim = async (
  { spot, there }: Wanted,
  terms: AllocateTerms & { owner: string },
  pointer: owners.Pointer | undefined,
  now: () => Date,
): Promise<Resource | undefined> => {
  const at = now();
  const goesOn = there && there.owner === terms.owner && isHeld(there, clock.iso(at));
  const allocation = goesOn ? there.allocation : undefined;
  const record = await owners.allocateOwned(spot, { ...terms, allocation }, pointer, at);
  if (!record || !(await stands([spot], [record], now))) return undefined;
  if (!goesOn) count('AddressesAllocated');
  return shownToHolder(record, terms, clock.iso(at));
};

/** The resource of a pool that an owner holds at this moment, or undefined: of a pool that is not there, too. */
export const heldBy = async (
  id: string,
  owner: string,
  { now = clock.now }: Pick<AllocateOptions, 'now'> = {},
): Promise<ResourceRecord | undefined> => {
  const pool = await settle(id, { now });
  if (!isThere(pool)) return undefined;
  const theirs = await findTheirs(pool, owner, await owners.findPointer(pool, owner));
  return theirs && isHeld(theirs.there, clock.iso(now())) ? theirs.there : undefined;
};
