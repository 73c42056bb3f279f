import * as clock from '#lib/core/clock';
import { conflict } from '#lib/core/errors';
import { count } from '#lib/core/metrics';
import { ConditionFailed } from '#lib/db/errors';
import { type Resource, ResourceRecord } from '../model.ts';
import * as repository from '../repository/resources.ts';
import { isFree, isHeld, shown } from '../resource-state.ts';
import { freeCache as ofThisProcess } from './free-cache.ts';
import { contended, findAllFree } from './free-resources.ts';
import { settled, unseal } from './lifecycle.ts';
import { resourceUnknown } from './queries.ts';

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
  return conflict(
    'pool.exhausted',
    wanted === 1
      ? `Pool ${pool} has no released resource left.`
      : `Pool ${pool} has fewer than ${wanted} released resources left.`,
  );
};

/** Why a resource could not be had. */
export const notFree = (there: ResourceRecord, at: string) =>
  isHeld(there, at)
    ? conflict('resource.allocated', `Resource ${there.ip_address} is already allocated.`, { id: there.id })
    : conflict('resource.cooling', `Resource ${there.ip_address} cools down until ${there.backAt}.`, { id: there.id });

/** Plain answers have id, address and status; whoever asks for terms is told of them. */
export const answered = (stored: ResourceRecord, { owner, ttlSeconds }: AllocateTerms, at: string): Resource =>
  shown(stored, at, owner === undefined && ttlSeconds === undefined ? 'plain' : 'full');

/** What was allocated, and when: a lease may be over before its answer is on the way, and was an allocation still. */
interface Claimed {
  stored: ResourceRecord;
  at: string;
}

/**
 * One conditional write; with a lease in a pool that has a cool-down two, as the first refusal tells how long it is.
 * @throws ConditionFailed with what is there instead.
 */
const claim = async (pool: string, id: string, terms: repository.AllocateTerms, now: () => Date): Promise<Claimed> => {
  const at = now();
  try {
    const stored = await repository.allocate(pool, id, terms, at);
    count('AddressesAllocated');
    return { stored, at: clock.iso(at) };
  } catch (error) {
    const there = error instanceof ConditionFailed && error.item ? ResourceRecord.parse(error.item) : undefined;
    if (terms.ttlSeconds === undefined || !there || there.coolDownSeconds === terms.coolDownSeconds) throw error;
    terms.coolDownSeconds = there.coolDownSeconds;
    return claim(pool, id, terms, now);
  }
};

const isInPlan = async (pool: string, id: string, now: () => Date): Promise<boolean> => {
  await settled(pool, { now });
  return (await repository.findResource(pool, id)) !== undefined;
};

/** Allocates the resource of that id. @throws AppError 404 or 409. */
export const allocate = async (
  pool: string,
  id: string,
  terms: AllocateTerms = {},
  { now = clock.now }: AllocateOptions = {},
): Promise<Resource> => {
  for (;;) {
    try {
      const { stored, at } = await claim(pool, id, { ...terms }, now);
      return answered(stored, terms, at);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const there = error.item && ResourceRecord.parse(error.item);
      // Sealed: a deletion goes on, which decides it. Not there: perhaps the pool is not whole yet.
      if (there?.seal !== undefined) await unseal(pool, there, { now });
      else if (there && !isFree(there, clock.iso(now()))) throw notFree(there, clock.iso(now()));
      else if (!there && !(await isInPlan(pool, id, now))) throw resourceUnknown(pool, id);
    }
  }
};

/** How often a hint of the index is followed, and how often one that a reading of the pool shows, before it is too much. */
const TRIES = 6;
const LOOKS = 12;

/** Claims it or not; a pool that is being deleted is settled on the way. */
const tryOne = async (
  pool: string,
  id: string,
  terms: AllocateTerms,
  now: () => Date,
): Promise<Claimed | undefined> => {
  try {
    return await claim(pool, id, { ...terms }, now);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    if (error.item?.seal !== undefined) await unseal(pool, ResourceRecord.parse(error.item), { now });
    return undefined;
  }
};

/** Claims one that the index knows of, if there is any. */
const claimHinted = async (pool: string, terms: AllocateTerms, { now, freeCache }: Required<AllocateOptions>) => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const id = await freeCache.take(pool, now);
    if (id === undefined) return undefined;
    const claimed = await freeCache.trying(id, () => tryOne(pool, id, terms, now));
    if (claimed) return claimed;
    freeCache.forget(pool);
    await clock.sleep(clock.jitter(attempt));
  }
  return undefined;
};

/** Claims one that consistent readings of the whole pool show. @throws AppError 404, or 409 when they prove that there is none. */
const claimSeen = async (pool: string, terms: AllocateTerms, { now, freeCache }: Required<AllocateOptions>) => {
  for (let look = 0; look < LOOKS; look += 1) {
    const free = await findAllFree(pool, 1, { now, freeCache });
    if (free.length === 0) throw exhausted(pool);
    const one = freeCache.choose(free);
    const claimed = one && (await freeCache.trying(one.id, () => tryOne(pool, one.id, terms, now)));
    if (claimed) return claimed;
    await clock.sleep(clock.jitter(look));
  }
  throw contended(pool);
};

/**
 * Allocates any free resource. That there is none is declared only when readings of the whole pool prove it.
 * @throws AppError 404, or 409 when none is left.
 */
export const allocateAny = async (
  pool: string,
  terms: AllocateTerms = {},
  { now = clock.now, freeCache = ofThisProcess }: AllocateOptions = {},
): Promise<Resource> => {
  const circumstances = { now, freeCache };
  const claimed = (await claimHinted(pool, terms, circumstances)) ?? (await claimSeen(pool, terms, circumstances));
  return answered(claimed.stored, terms, claimed.at);
};
