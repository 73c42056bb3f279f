import { coalesce } from '#lib/core/coalesce';
import { randomId } from '#lib/core/ids';
import { batchGet } from '#lib/db/batch';
import { all, type Condition, either, hasNo, is, isNew, not } from '#lib/db/conditions';
import { ConditionFailed, isDoneAlready, TransactionCanceled } from '#lib/db/errors';
import { type Key, keyOf, poolKey, pools } from '#lib/db/keys';
import { type ItemUpdate, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import { PoolRecord } from '../records.ts';

export type { Step };

export const find = async (id: string): Promise<PoolRecord | undefined> => {
  const item = await table.get(poolKey(id));
  return item && PoolRecord.parse(item);
};

/** The pool as it is after this call began; callers share a read, however many there are. */
export const findSince = coalesce(find);

/** Pools by their ids; those that are not there are left out. */
export const findMany = async (ids: Iterable<string>): Promise<PoolRecord[]> => {
  const items = await batchGet([...new Set(ids)].map(poolKey));
  return items.map((item) => PoolRecord.parse(item));
};

/** Pools after the one with that id, in the order of their ids, page by page. */
export async function* pagesOfPools(afterId: string | undefined, limit: number): AsyncGenerator<PoolRecord[]> {
  let after: Key | undefined = afterId === undefined ? undefined : poolKey(afterId);
  do {
    const page = await table.query(pools, { limit, after: after && { ...after } });
    yield page.items.map((item) => PoolRecord.parse(item));
    after = page.next && keyOf(page.next);
  } while (after);
}

const isAsSeen = ({ born, version, stage }: PoolRecord): Condition =>
  all(
    is('born', born),
    is('stage', stage),
    version === 0 ? either(hasNo('version'), is('version', 0)) : is('version', version),
  );

/** A change of a pool; `noted` is what it did to the ranges, for those who read the stream. */
export interface PoolChange {
  set?: Record<string, unknown>;
  remove?: readonly string[];
  noted?: { what: 'added' | 'removed'; range: string };
}

const nothing = { held: 0, timed: 0 };

/**
 * Writes a new pool together with `more`, all or nothing. It takes the place of nothing, or of a pool that was removed to
 * its last belonging (`after` names that deletion). Gives 'created', or the pool that is there.
 * @throws TransactionCanceled when a step of `more` was refused and the pool was not; its steps come second.
 */
export const create = async (record: PoolRecord, more: readonly Step[]): Promise<'created' | PoolRecord> => {
  const { after } = record;
  const isVacant = after ? either(isNew, all(is('stage', 'REMOVING'), is('deletion', after))) : isNew;
  try {
    await transact([step.put({ ...poolKey(record.id), type: 'pool', ...record, ...nothing }, isVacant), ...more]);
    return 'created';
  } catch (error) {
    const there = error instanceof TransactionCanceled ? error.refusals[0]?.item : undefined;
    if (there) return PoolRecord.parse(there);
    throw error;
  }
};

const changed = (seen: PoolRecord, { noted, ...update }: PoolChange, by: string): ItemUpdate => {
  const version = seen.version + 1;
  const { set, remove } = update;
  return {
    set: { ...set, version, changedBy: by, ...(noted && { noted: { ...noted, version } }) },
    ...(remove && { remove }),
  };
};

/**
 * Changes a pool as it was seen (optimistic locking by `version`), together with `more`, all or nothing. Gives the pool
 * afterwards, or undefined when another call has changed it since.
 * @throws TransactionCanceled when a step of `more` was refused and the pool was not; its steps come second.
 */
export const change = async (
  seen: PoolRecord,
  update: PoolChange,
  more: readonly Step[] = [],
): Promise<PoolRecord | undefined> => {
  const by = randomId();
  const key = poolKey(seen.id);
  try {
    if (more.length === 0)
      return PoolRecord.parse(await table.updateOnce(key, changed(seen, update, by), 'changedBy', isAsSeen(seen)));
    await transact([step.update(key, changed(seen, update, by), isAsSeen(seen)), ...more]);
    return await find(seen.id);
  } catch (error) {
    const refused = error instanceof TransactionCanceled ? error.refusals[0] : error;
    if (refused instanceof ConditionFailed) return undefined;
    throw error;
  }
};

/** Notes what has been explored, if nothing has changed since; else it is not worth another try. */
export const noteExplored = async (seen: PoolRecord, explored: Uint8Array): Promise<void> => {
  const isSame = all(isAsSeen(seen), seen.explored ? is('explored', seen.explored) : hasNo('explored'));
  try {
    await table.update(poolKey(seen.id), { set: { explored } }, isSame);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

/** Notes by whom a pool is exhausted, unless that is noted, or the pool is another one by now. */
export const noteExhausted = async ({ id, born }: PoolRecord, exhausted: string): Promise<void> => {
  const isNews = either(hasNo('exhausted'), not(is('exhausted', exhausted)));
  try {
    await table.update(poolKey(id), { set: { exhausted } }, all(is('born', born), is('stage', 'ACTIVE'), isNews));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

/** Deletes a pool's own item, when all else is gone: 'ended', or what is there since another caller was faster. */
export const end = async ({ id, deletion }: PoolRecord): Promise<'ended' | PoolRecord | undefined> => {
  try {
    await table.remove(poolKey(id), all(is('stage', 'REMOVING'), is('deletion', deletion)));
    return 'ended';
  } catch (error) {
    if (isDoneAlready(error)) return 'ended';
    if (!(error instanceof ConditionFailed)) throw error;
    return error.item && PoolRecord.parse(error.item);
  }
};
