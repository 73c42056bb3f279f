import * as clock from '#lib/core/clock';
import { conflict } from '#lib/core/errors';
import { randomId } from '#lib/core/ids';
import { Refused } from '#lib/db/refusals';
import { isHeld } from './holding.ts';
import { Header } from './model.ts';
import * as repository from './pool-repository.ts';
import { pagesOfResources } from './resource-repository.ts';
import { clear, decideDeletion, isRefusal, poolUnknown, settle, undoDeletion } from './stages.ts';

const inUse = (id: string) =>
  conflict('pool.in-use', `Pool ${id} has an allocated resource; release it first. Nothing was deleted.`);

const assertUnused = async (id: string, now: () => Date): Promise<void> => {
  for await (const resources of pagesOfResources(id))
    if (resources.some((resource) => isHeld(resource, clock.iso(now())))) throw inUse(id);
};

/** Removes what is left of a pool that is gone for callers. @throws Fault 404 when another deletion was faster. */
const finish = async (header: Header, writes: number): Promise<void> => {
  try {
    await clear(header, { writes });
    await repository.endPool(header);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const item = error instanceof Refused ? error.item : undefined;
    const there = item ? Header.parse(item) : await repository.findPool(header.id);
    // A new pool may have taken the place of ours before we came to the end.
    if (there?.after !== header.deletion) throw poolUnknown(header.id);
  }
};

/** One look at the pool, and the next thing to do for its deletion; whether that was the last. */
const goOn = async (id: string, now: () => Date, writes: number): Promise<boolean> => {
  const header = await repository.findPool(id);
  if (!header) throw poolUnknown(id);
  if (header.stage === 'REMOVING') {
    await finish(header, writes);
    return true;
  }
  if (header.stage === 'CREATING') await settle(id, { now });
  if (header.stage === 'UNSEALING') await undoDeletion(header, { writes });
  if (header.stage === 'ACTIVE') {
    await assertUnused(id, now);
    await repository.moveOn(header, 'SEALING', { set: { deletion: randomId() } });
  }
  if (header.stage === 'SEALING') {
    const decided = await decideDeletion(header, { now, writes });
    if (decided.stage === 'UNSEALING') throw await undone(decided, writes);
  }
  return false;
};

const undone = async (header: Header, writes: number): Promise<Error> => {
  try {
    await undoDeletion(header, { writes });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return inUse(header.id);
};

/**
 * Deletes a pool with its resources, if none is allocated; else nothing. A repeat after a crash finishes what was begun.
 * @throws Fault 404, or 409 while a resource is allocated.
 */
export const remove = async (id: string, { now = clock.now, writes = repository.WRITES } = {}): Promise<void> => {
  for (;;) {
    try {
      if (await goOn(id, now, writes)) return;
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
};
