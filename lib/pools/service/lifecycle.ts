import pLimit from 'p-limit';
import { chunk } from '#lib/core/chunk';
import * as clock from '#lib/core/clock';
import { notFound } from '#lib/core/errors';
import { ConditionFailed, TransactionCanceled } from '#lib/db/errors';
import { expand } from '../ip-ranges.ts';
import { type PoolRecord, type ResourceRecord, resourceId } from '../model.ts';
import * as repository from '../repository/pools.ts';
import { listResources, pagesOfResources } from '../repository/resources.ts';
import { isHeld } from '../resource-state.ts';

/**
 * How big changes go on: each stage says what is left to be done, and whoever meets a pool in the middle of one (the
 * call that began it, one that repeats it, or one that just came by) does that. Every write is made on condition that
 * the stage is still the one that was seen, so any number of callers may do it at once, at any pace, or die over it.
 */

/** Whether this was our write that came too late: then another has moved the pool on, and looking again tells how. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ConditionFailed || error instanceof TransactionCanceled;

export const poolUnknown = (id: string) => notFound('pool.unknown', `There is no pool ${id}.`);

/** The addresses of the plan that have not been written yet. */
const unwritten = async ({ id, plan = [] }: PoolRecord): Promise<string[]> => {
  const written = new Set((await listResources(id)).map((resource) => resource.id));
  return expand(plan).addresses.filter((address) => !written.has(resourceId(id, address)));
};

/** Writes what is left of a creation. `left` is known to the call that began it. */
export const furnish = async (
  header: PoolRecord,
  { left, steps = repository.STEPS }: { left?: readonly string[]; steps?: number } = {},
): Promise<void> => {
  // One after another: transactions that check the same item at the same time would refuse each other.
  for (const some of chunk(left ?? (await unwritten(header)), steps)) await repository.furnish(header, some);
};

/** Ends a creation whoever began it. */
const finishCreation = async (header: PoolRecord): Promise<void> => {
  await furnish(header);
  await repository.endCreation(header);
};

/** How many transactions of a deletion are under way at once. */
const IN_FLIGHT = 4;

/** Whether a write was made; one that is refused was made by another, or is no longer wanted. */
const unlessRefused = async (write: Promise<void>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
};

/** Writes a list in pieces, several at once; whether none was refused. */
const inPieces = async <T>(list: readonly T[], size: number, write: (some: T[]) => Promise<void>): Promise<boolean> =>
  (await pLimit(IN_FLIGHT).map(chunk(list, size), (some) => unlessRefused(write(some)))).every(Boolean);

export interface DeletionOptions {
  now?: () => Date;
  /** Writes per transaction. */
  writes?: number;
}

/**
 * Brings a deletion to where it is decided: seals every resource, and then the pool is gone (REMOVING); or finds one
 * that is held, and then nothing is deleted (UNSEALING).
 */
export const decideDeletion = async (
  header: PoolRecord,
  { now = clock.now, writes = repository.WRITES }: DeletionOptions = {},
): Promise<PoolRecord> => {
  for await (const resources of pagesOfResources(header.id)) {
    const open = resources.filter(({ seal }) => seal !== header.deletion);
    const areReleased = !open.some((resource) => isHeld(resource, clock.iso(now())));
    const areSealed =
      areReleased && (await inPieces(open, writes, (some) => repository.sealResources(header, idsOf(some), now())));
    if (!areSealed) return repository.moveOn(header, 'UNSEALING');
  }
  return repository.moveOn(header, 'REMOVING');
};

const idsOf = (resources: readonly ResourceRecord[]): string[] => resources.map(({ id }) => id);

/** Takes a deletion back: every seal is broken, and the pool is as it was. */
export const undoDeletion = async (
  header: PoolRecord,
  { writes = repository.WRITES }: DeletionOptions = {},
): Promise<void> => {
  for await (const resources of pagesOfResources(header.id)) {
    const sealed = resources.filter(({ seal }) => seal === header.deletion);
    await inPieces(sealed, writes, (some) => repository.unsealResources(header, idsOf(some)));
  }
  await repository.moveOn(header, 'ACTIVE', { remove: ['deletion'] });
};

/** Deletes all that belongs to a pool that is gone for callers, but its own item. */
export const clear = async (
  header: PoolRecord,
  { writes = repository.WRITES }: DeletionOptions = {},
): Promise<void> => {
  for await (const keys of repository.pagesOfBelongings(header))
    await inPieces(keys, writes, (some) => repository.removeBelongings(header, some));
};

interface LifecycleOptions {
  now?: () => Date;
}

const advance = async (header: PoolRecord, watch: LifecycleOptions): Promise<void> => {
  if (header.stage === 'CREATING') await finishCreation(header);
  if (header.stage === 'SEALING') await decideDeletion(header, watch);
  if (header.stage === 'UNSEALING') await undoDeletion(header);
};

/** Does what is left to be done on a pool until it is ACTIVE, or REMOVING, or not there. */
export const settle = async (id: string, watch: LifecycleOptions = {}): Promise<PoolRecord | undefined> => {
  for (;;) {
    const header = await repository.findPool(id);
    if (!header || header.stage === 'ACTIVE' || header.stage === 'REMOVING') return header;
    try {
      await advance(header, watch);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
};

/** The pool with nothing going on. @throws AppError 404. */
export const settled = async (id: string, watch: LifecycleOptions = {}): Promise<PoolRecord> => {
  const header = await settle(id, watch);
  if (header?.stage !== 'ACTIVE') throw poolUnknown(id);
  return header;
};

/**
 * Deals with a resource that was seen under a seal: settles the pool, and if that is still there, the deletion of the
 * seal is over, and the seal is broken. @throws AppError 404 when the pool is gone.
 */
export const unseal = async (
  pool: string,
  { id, seal }: { id: string; seal?: string | undefined },
  watch: LifecycleOptions = {},
): Promise<void> => {
  await settled(pool, watch);
  if (seal !== undefined) await unlessRefused(repository.breakSeal(pool, id, seal));
};
