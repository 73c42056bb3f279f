import * as clock from '#lib/core/clock';
import { conflict } from '#lib/core/errors';
import { count } from '#lib/core/metrics';
import { Refused } from '#lib/db/refusals';
import { candidates as ofThisProcess } from './candidates.ts';
import { contended, findAllFree } from './free-resources.ts';
import { isFree, isHeld, shown } from './holding.ts';
import { type Resource, StoredResource } from './model.ts';
import { resourceUnknown } from './read.ts';
import * as repository from './resource-repository.ts';
import { settled, unseal } from './stages.ts';

/** On what terms: for whom, and for how long. */
export interface Terms {
  owner?: string | undefined;
  ttlSeconds?: number | undefined;
}

export interface Circumstances {
  now?: () => Date;
  candidates?: typeof ofThisProcess;
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
export const notFree = (there: StoredResource, at: string) =>
  isHeld(there, at)
    ? conflict('resource.allocated', `Resource ${there.ip_address} is already allocated.`, { id: there.id })
    : conflict('resource.cooling', `Resource ${there.ip_address} cools down until ${there.backAt}.`, { id: there.id });

/** Plain answers have id, address and status; whoever asks for terms is told of them. */
export const answered = (stored: StoredResource, { owner, ttlSeconds }: Terms, at: string): Resource =>
  shown(stored, at, owner === undefined && ttlSeconds === undefined ? 'plain' : 'full');

/** What was allocated, and when: a lease may be over before its answer is on the way, and was an allocation still. */
interface Claimed {
  stored: StoredResource;
  at: string;
}

/**
 * One conditional write; with a lease in a pool that has a cool-down two, as the first refusal tells how long it is.
 * @throws Refused with what is there instead.
 */
const claim = async (pool: string, id: string, terms: repository.Terms, now: () => Date): Promise<Claimed> => {
  const at = now();
  try {
    const stored = await repository.allocate(pool, id, terms, at);
    count('AddressesAllocated');
    return { stored, at: clock.iso(at) };
  } catch (error) {
    const there = error instanceof Refused && error.item ? StoredResource.parse(error.item) : undefined;
    if (terms.ttlSeconds === undefined || !there || there.coolDownSeconds === terms.coolDownSeconds) throw error;
    terms.coolDownSeconds = there.coolDownSeconds;
    return claim(pool, id, terms, now);
  }
};

const isInPlan = async (pool: string, id: string, now: () => Date): Promise<boolean> => {
  await settled(pool, { now });
  return (await repository.findResource(pool, id)) !== undefined;
};

/** Allocates the resource of that id. @throws Fault 404 or 409. */
export const allocate = async (
  pool: string,
  id: string,
  terms: Terms = {},
  { now = clock.now }: Circumstances = {},
): Promise<Resource> => {
  for (;;) {
    try {
      const { stored, at } = await claim(pool, id, { ...terms }, now);
      return answered(stored, terms, at);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const there = error.item && StoredResource.parse(error.item);
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
const tryOne = async (pool: string, id: string, terms: Terms, now: () => Date): Promise<Claimed | undefined> => {
  try {
    return await claim(pool, id, { ...terms }, now);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.item?.seal !== undefined) await unseal(pool, StoredResource.parse(error.item), { now });
    return undefined;
  }
};

/** Claims one that the index knows of, if there is any. */
const claimHinted = async (pool: string, terms: Terms, { now, candidates }: Required<Circumstances>) => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const id = await candidates.take(pool, now);
    if (id === undefined) return undefined;
    const claimed = await candidates.trying(id, () => tryOne(pool, id, terms, now));
    if (claimed) return claimed;
    candidates.forget(pool);
    await clock.sleep(clock.jitter(attempt));
  }
  return undefined;
};

/** Claims one that consistent readings of the whole pool show. @throws Fault 404, or 409 when they prove that there is none. */
const claimSeen = async (pool: string, terms: Terms, { now, candidates }: Required<Circumstances>) => {
  for (let look = 0; look < LOOKS; look += 1) {
    const free = await findAllFree(pool, 1, { now, candidates });
    if (free.length === 0) throw exhausted(pool);
    const one = candidates.choose(free);
    const claimed = one && (await candidates.trying(one.id, () => tryOne(pool, one.id, terms, now)));
    if (claimed) return claimed;
    await clock.sleep(clock.jitter(look));
  }
  throw contended(pool);
};

/**
 * Allocates any free resource. That there is none is declared only when readings of the whole pool prove it.
 * @throws Fault 404, or 409 when none is left.
 */
export const allocateAny = async (
  pool: string,
  terms: Terms = {},
  { now = clock.now, candidates = ofThisProcess }: Circumstances = {},
): Promise<Resource> => {
  const circumstances = { now, candidates };
  const claimed = (await claimHinted(pool, terms, circumstances)) ?? (await claimSeen(pool, terms, circumstances));
  return answered(claimed.stored, terms, claimed.at);
};
