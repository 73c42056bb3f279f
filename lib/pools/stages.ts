import * as clock from '#lib/core/clock';
import { missing } from '#lib/core/errors';
import { Refused, TransactionRefused } from '#lib/db/refusals';
import { expand } from './blocks.ts';
import { isHeld } from './holding.ts';
import { type Header, resourceId, type StoredResource } from './model.ts';
import * as repository from './pool-repository.ts';
import { listResources, pagesOfResources } from './resource-repository.ts';

/**
 * How big changes go on: each stage says what is left to be done, and whoever meets a pool in the middle of one (the
 * call that began it, one that repeats it, or one that just came by) does that. Every write is made on condition that
 * the stage is still the one that was seen, so any number of callers may do it at once, at any pace, or die over it.
 */

/** Whether this was our write that came too late: then another has moved the pool on, and looking again tells how. */
export const isRefusal = (error: unknown): boolean => error instanceof Refused || error instanceof TransactionRefused;

const pieces = function* <T>(list: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size);
};

export const poolUnknown = (id: string) => missing('pool.unknown', `There is no pool ${id}.`);

/** The addresses of the plan that have not been written yet. */
const unwritten = async ({ id, plan = [] }: Header): Promise<string[]> => {
  const written = new Set((await listResources(id)).map((resource) => resource.id));
  return expand(plan).addresses.filter((address) => !written.has(resourceId(id, address)));
};

/** Writes what is left of a creation. `left` is known to the call that began it. */
export const furnish = async (
  header: Header,
  { left, steps = repository.STEPS }: { left?: readonly string[]; steps?: number } = {},
): Promise<void> => {
  // One after another: transactions that check the same item at the same time would refuse each other.
  for (const some of pieces(left ?? (await unwritten(header)), steps)) await repository.furnish(header, some);
};

/** Ends a creation whoever began it. */
const finishCreation = async (header: Header): Promise<void> => {
  await furnish(header);
  await repository.endCreation(header);
};

/**
 * Brings a deletion to where it is decided: seals every resource, and then the pool is gone (REMOVING); or finds one
 * that is held, and then nothing is deleted (UNSEALING).
 */
export const decideDeletion = async (
  header: Header,
  { now = clock.now, steps = repository.STEPS } = {},
): Promise<Header> => {
  const undo = () => repository.moveOn(header, 'UNSEALING');
  for await (const resources of pagesOfResources(header.id)) {
    const open = resources.filter(({ seal }) => seal !== header.deletion);
    if (open.some((resource) => isHeld(resource, clock.iso(now())))) return undo();
    for (const some of pieces(open, steps)) {
      try {
        await repository.sealResources(header, idsOf(some), now());
      } catch (error) {
        const [stage, ...held] = error instanceof TransactionRefused ? error.refusals : [];
        if (stage || !held.some(Boolean)) throw error;
        return undo();
      }
    }
  }
  return repository.moveOn(header, 'REMOVING');
};

const idsOf = (resources: readonly StoredResource[]): string[] => resources.map(({ id }) => id);

/** Takes a deletion back: every seal is broken, and the pool is as it was. */
export const undoDeletion = async (header: Header, { steps = repository.STEPS } = {}): Promise<void> => {
  for await (const resources of pagesOfResources(header.id)) {
    const sealed = resources.filter(({ seal }) => seal !== undefined);
    for (const some of pieces(sealed, steps)) await repository.unsealResources(header, idsOf(some));
  }
  await repository.moveOn(header, 'ACTIVE', { remove: ['deletion'] });
};

const advance = async (header: Header): Promise<void> => {
  if (header.stage === 'CREATING') await finishCreation(header);
  if (header.stage === 'SEALING') await decideDeletion(header);
  if (header.stage === 'UNSEALING') await undoDeletion(header);
};

/** Does what is left to be done on a pool until it is ACTIVE, or REMOVING, or not there. */
export const settle = async (id: string): Promise<Header | undefined> => {
  for (;;) {
    const header = await repository.findPool(id);
    if (!header || header.stage === 'ACTIVE' || header.stage === 'REMOVING') return header;
    try {
      await advance(header);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
};

/** The pool with nothing going on. @throws Fault 404. */
export const settled = async (id: string): Promise<Header> => {
  const header = await settle(id);
  if (header?.stage !== 'ACTIVE') throw poolUnknown(id);
  return header;
};
