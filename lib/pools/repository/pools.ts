import { coalesce } from '#lib/core/coalesce';
import { randomId } from '#lib/core/ids';
import { batchGet } from '#lib/db/batch';
import { all, type Condition, either, hasNo, is, isNew, not } from '#lib/db/conditions';
import { isDoneAlready, orWhenRefused, unlessRefused } from '#lib/db/errors';
import { type Key, keyOf, poolKey, pools } from '#lib/db/keys';
import { type ItemUpdate, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { MAX_STEPS, transactNamed } from '#lib/db/transact';
import { PoolRecord, ResourceRecord } from '../records.ts';

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

/** The most that goes into one transaction beside the pool's own item. */
export const MAX_STEPS_BESIDE = MAX_STEPS - 1;

/** A change of a pool; `noted` is what it did to the ranges, for those who read the stream. */
export interface PoolChange {
  set?: Record<string, unknown>;
  remove?: readonly string[];
  noted?: { what: 'added' | 'removed'; range: string };
}

const nothing = { held: 0, timed: 0 };

/**
 * Writes a new pool together with `more`, all or nothing. It takes the place of nothing, or of a pool that was removed to
 * its last belonging (`after` names that deletion). Gives 'created', the pool that is there, or 'changed' when what `more`
 * is about has changed since it was read.
 */
export const create = async (
  record: PoolRecord,
  more: readonly Step[],
): Promise<'created' | 'changed' | PoolRecord> => {
  const { after } = record;
  const isVacant = after ? either(isNew, all(is('stage', 'REMOVING'), is('deletion', after))) : isNew;
  const pool = step.put({ ...poolKey(record.id), type: 'pool', ...record, ...nothing }, isVacant);
  const refused = await transactNamed({ pool, more });
  if (!refused) return 'created';
  return refused.pool?.item ? PoolRecord.parse(refused.pool.item) : 'changed';
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
 * afterwards, or undefined when another call has changed it, or what `more` is about, since.
 */
export const change = async (
  seen: PoolRecord,
  update: PoolChange,
  more: readonly Step[] = [],
): Promise<PoolRecord | undefined> => {
  const by = randomId();
  const key = poolKey(seen.id);
  const item = changed(seen, update, by);
  if (more.length === 0)
    return orWhenRefused(
      table.updateOnce(key, item, 'changedBy', isAsSeen(seen)).then((there) => PoolRecord.parse(there)),
      () => undefined,
    );
  const refused = await transactNamed({ pool: step.update(key, item, isAsSeen(seen)), more });
  return refused ? undefined : find(seen.id);
};

/**
 * The same where the change takes a resource out of the pool: 'removed', 'changed' when another call was faster, or the
 * resource that is in the way.
 */
export const changeWithout = async (
  seen: PoolRecord,
  update: PoolChange,
  { resource, more }: { resource: Step; more: readonly Step[] },
): Promise<'removed' | 'changed' | { inTheWay: ResourceRecord }> => {
  const pool = step.update(poolKey(seen.id), changed(seen, update, randomId()), isAsSeen(seen));
  const refused = await transactNamed({ pool, resource, more });
  if (!refused) return 'removed';
  const there = refused.pool ? undefined : refused.resource?.item;
  return there ? { inTheWay: ResourceRecord.parse(there) } : 'changed';
};

/** Notes what has been explored, if nothing has changed since; else it is not worth another try. */
export const noteExplored = async (seen: PoolRecord, explored: Uint8Array): Promise<void> => {
  const isSame = all(isAsSeen(seen), seen.explored ? is('explored', seen.explored) : hasNo('explored'));
  await unlessRefused(table.update(poolKey(seen.id), { set: { explored } }, isSame));
};

/** Notes by whom a pool is exhausted, unless that is noted, or the pool is another one by now. */
export const noteExhausted = ({ id, born }: PoolRecord, exhausted: string): Promise<void> => {
  const isNews = either(hasNo('exhausted'), not(is('exhausted', exhausted)));
  const isSame = all(is('born', born), is('stage', 'ACTIVE'), isNews);
  return unlessRefused(table.update(poolKey(id), { set: { exhausted } }, isSame));
};

/** Deletes a pool's own item, when all else is gone: 'ended', or what is there since another caller was faster. */
export const end = async ({ id, deletion }: PoolRecord): Promise<'ended' | PoolRecord | undefined> => {
  const removal = table.remove(poolKey(id), all(is('stage', 'REMOVING'), is('deletion', deletion)));
  return orWhenRefused<'ended' | PoolRecord | undefined>(
    removal.then(() => 'ended'),
    (refusal) => (isDoneAlready(refusal) ? 'ended' : refusal.item && PoolRecord.parse(refusal.item)),
  );
};
