import * as clock from '#lib/core/clock';
import { conflict } from '#lib/core/errors';
import { randomId } from '#lib/core/ids';
import { ConditionFailed, isDoneAlready } from '#lib/db/errors';
import { PoolRecord } from '../model.ts';
import * as repository from '../repository/pools.ts';
import { pagesOfResources } from '../repository/resources.ts';
import { isHeld } from '../resource-state.ts';
import {
  clear,
  type DeletionOptions,
  decideDeletion,
  isRefusal,
  poolUnknown,
  settle,
  undoDeletion,
} from './lifecycle.ts';

const inUse = (id: string) =>
  conflict('pool.in-use', `Pool ${id} has an allocated resource; release it first. Nothing was deleted.`);

const assertUnused = async (id: string, now: () => Date): Promise<void> => {
  for await (const resources of pagesOfResources(id))
    if (resources.some((resource) => isHeld(resource, clock.iso(now())))) throw inUse(id);
};

/** Removes what is left of a pool that is gone for callers. @throws AppError 404 when another deletion was faster. */
const finish = async (header: PoolRecord, writes: number): Promise<void> => {
  try {
    await clear(header, { writes });
    await repository.endPool(header);
  } catch (error) {
    if (isDoneAlready(error)) return;
    if (!isRefusal(error)) throw error;
    const item = error instanceof ConditionFailed ? error.item : undefined;
    const there = item ? PoolRecord.parse(item) : await repository.findPool(header.id);
    // A new pool may have taken the place of ours before we came to the end.
    if (there?.after !== header.deletion) throw poolUnknown(header.id);
  }
};

const undo = async (header: PoolRecord, writes: number): Promise<void> => {
  try {
    await undoDeletion(header, { writes });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
};

type DeletionContext = Required<DeletionOptions>;

/** The next thing to do for the deletion of a pool: gives the pool as that leaves it, or nothing when that was the last. */
const goOn = async (header: PoolRecord, { now, writes }: DeletionContext): Promise<PoolRecord | undefined> => {
  const { id, stage } = header;
  if (stage === 'REMOVING') {
    await finish(header, writes);
    return undefined;
  }
  if (stage === 'CREATING') await settle(id, { now });
  if (stage === 'UNSEALING') await undoDeletion(header, { writes });
  if (stage === 'ACTIVE') {
    await assertUnused(id, now);
    return repository.moveOn(header, 'SEALING', { set: { deletion: randomId() } });
  }
  if (stage === 'SEALING') {
    const decided = await decideDeletion(header, { now, writes });
    if (decided.stage === 'REMOVING') return decided;
    await undo(decided, writes);
    throw inUse(id);
  }
  return header;
};

/** Whether a new pool has taken the place of the one that is to go: whoever made it has done the rest of the deletion. */
const isReplaced = (begun: PoolRecord, { born, after }: PoolRecord): boolean =>
  born !== begun.born && begun.deletion !== undefined && after === begun.deletion;

/**
 * Deletes a pool with its resources, if none is allocated; else nothing. A repeat after a crash finishes what was begun.
 * A new pool that takes the id meanwhile stays. @throws AppError 404, or 409 while a resource is allocated.
 */
export const remove = async (
  id: string,
  { now = clock.now, writes = repository.WRITES }: DeletionOptions = {},
): Promise<void> => {
  let begun: PoolRecord | undefined;
  for (;;) {
    const header = await repository.findPool(id);
    if (header && begun && isReplaced(begun, header)) return;
    if (!header || (begun && header.born !== begun.born)) throw poolUnknown(id);
    begun = header;
    try {
      begun = await goOn(header, { now, writes });
      if (!begun) return;
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
};
