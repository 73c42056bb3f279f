import * as clock from '#lib/core/clock';
import { conflict } from '#lib/core/errors';
import { count } from '#lib/core/metrics';
import { TransactionCanceled } from '#lib/db/errors';
import { type Resource, ResourceRecord } from '../model.ts';
import { allocateOwned as claimOwned, findPointer } from '../repository/owners.ts';
import { findResource, listResources } from '../repository/resources.ts';
import { isFree, isHeld } from '../resource-state.ts';
import { type AllocateOptions, type AllocateTerms, answered, exhausted, notFree } from './allocate.ts';
import { freeCache as ofThisProcess } from './free-cache.ts';
import { contended, findAllFree } from './free-resources.ts';
import { settled, unseal } from './lifecycle.ts';
import { resourceUnknown } from './queries.ts';

const TRIES = 40;

/**
 * Any resource that is free at this moment; undefined when there is none because a call beside this one has just got the
 * last one for the same owner. @throws AppError 404, or 409 when there is none.
 */
const findAny = async (
  pool: string,
  owner: string,
  { now = clock.now, freeCache = ofThisProcess }: AllocateOptions,
): Promise<ResourceRecord | undefined> => {
  const id = await freeCache.take(pool, now);
  const hint = id === undefined ? undefined : await findResource(pool, id);
  if (hint && isFree(hint, clock.iso(now()))) return hint;
  freeCache.forget(pool);
  const free = await findAllFree(pool, 1, { now, freeCache });
  const any = free[Math.floor(Math.random() * free.length)];
  if (any) return any;
  if ((await listResources(pool)).some((resource) => resource.owner === owner && isHeld(resource, clock.iso(now()))))
    return undefined;
  throw exhausted(pool);
};

/** The named one, if it is free or was last theirs. @throws AppError 404 or 409. */
const findNamed = async (pool: string, id: string, owner: string, now: () => Date): Promise<ResourceRecord> => {
  let found = await findResource(pool, id);
  if (!found) {
    await settled(pool, { now });
    found = await findResource(pool, id);
  }
  if (!found) throw resourceUnknown(pool, id);
  if (found.owner !== owner && !isFree(found, clock.iso(now()))) throw notFree(found, clock.iso(now()));
  return found;
};

/**
 * Allocates for an owner: the resource they hold already, or else the one that was last theirs and is still kept for
 * them, or else the one of that id, or any. However many calls of an owner race, all are given the same one.
 * @throws AppError 404, or 409 when there is none, or when the owner holds another than the one that is named.
 */
export const allocateOwned = async (
  pool: string,
  id: string | undefined,
  terms: AllocateTerms & { owner: string },
  circumstances: AllocateOptions = {},
): Promise<Resource> => {
  const { now = clock.now } = circumstances;
  const { owner, ttlSeconds } = terms;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const pointer = await findPointer(pool, owner);
    const last = pointer && (await findResource(pool, pointer.resource));
    const theirs = last?.owner === owner ? last : undefined;
    const seenAt = clock.iso(now());
    if (theirs && isHeld(theirs, seenAt)) {
      if (id !== undefined && id !== theirs.id)
        throw conflict('owner.holds-another', `${owner} holds ${theirs.ip_address} of pool ${pool} already.`, {
          id: theirs.id,
        });
      if (ttlSeconds === undefined) return answered(theirs, terms, seenAt);
    }
    const wanted =
      id === undefined
        ? (theirs ?? (await findAny(pool, owner, circumstances)))
        : await findNamed(pool, id, owner, now);
    if (!wanted) continue;
    const at = now();
    try {
      const allocation = isHeld(wanted, clock.iso(at)) ? wanted.allocation : undefined;
      await claimOwned(pool, wanted, { ...terms, coolDownSeconds: wanted.coolDownSeconds, allocation }, pointer, at);
      if (!isHeld(wanted, clock.iso(at))) count('AddressesAllocated');
      return allocated(wanted, terms, at);
    } catch (error) {
      if (!(error instanceof TransactionCanceled)) throw error;
      const there = error.refusals[1]?.item;
      if (there?.seal !== undefined) await unseal(pool, ResourceRecord.parse(there), { now });
      await clock.sleep(clock.jitter(Math.min(attempt, 3)));
    }
  }
  throw contended(pool);
};

const allocated = (was: ResourceRecord, terms: AllocateTerms, at: Date): Resource => {
  const { leaseUntil: _, backAt: __, ...rest } = was;
  const leaseUntil =
    terms.ttlSeconds === undefined ? {} : { leaseUntil: clock.iso(clock.later(at, terms.ttlSeconds * 1000)) };
  return answered({ ...rest, ...leaseUntil, owner: terms.owner, status: 'ALLOCATED' }, terms, clock.iso(at));
};
