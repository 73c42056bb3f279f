import { batchGet } from '#lib/db/batch';
import { all, either, hasNo, is, isNew, isThere } from '#lib/db/conditions';
import { orWhenRefused } from '#lib/db/errors';
import { belongingsOf, type Key, keyOf, poolKey, pools, resourceKey, useKey } from '#lib/db/keys';
import { type ItemUpdate, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import { PoolRecord, type ResourceRecord, type Stage } from '../model.ts';
import { isReleased, newResource } from './resources.ts';

/** How many steps go along with the check of the pool's own item in one transaction (DynamoDB takes 100). */
export const STEPS = 99;

export const findPool = async (id: string): Promise<PoolRecord | undefined> => {
  const item = await table.get(poolKey(id));
  return item && PoolRecord.parse(item);
};

/** Pools by their ids; those that are not there are left out. */
export const findPools = async (ids: Iterable<string>): Promise<PoolRecord[]> => {
  const items = await batchGet([...new Set(ids)].map(poolKey));
  return items.map((item) => PoolRecord.parse(item));
};

/** Pools after the one with that id, in the order of their ids, page by page. */
export async function* pagesOfPools(afterId: string | undefined, limit: number): AsyncGenerator<PoolRecord[]> {
  let after = afterId === undefined ? undefined : poolKey(afterId);
  do {
    const page = await table.query(pools, { limit, after: after && { ...after } });
    yield page.items.map((item) => PoolRecord.parse(item));
    after = page.next && keyOf(page.next);
  } while (after);
}

/** A pool's own item and one of its resources, in one request. */
export const findPoolAndResource = async (pool: string, id: string) => {
  const found = await batchGet([poolKey(pool), resourceKey(pool, id)]);
  const item = (type: string) => found.find((one) => one.type === type);
  return { header: item('pool'), resource: item('resource') };
};

const inStage = ({ born, deletion, stage }: PoolRecord) =>
  all(is('stage', stage), is('born', born), ...(deletion === undefined ? [] : [is('deletion', deletion)]));

const checkStage = (header: PoolRecord): Step => step.check(poolKey(header.id), inStage(header));

/**
 * Begins a pool: its own item, its counters, and the first of its resources, all or none. It takes the place of nothing,
 * or of a pool that was removed to its last belonging (`header.after` names that deletion).
 * @throws TransactionCanceled; the first refusal has the pool that is there.
 */
export const beginPool = (header: PoolRecord, addresses: readonly string[]): Promise<void> => {
  const isVacant = header.after ? either(isNew, all(is('stage', 'REMOVING'), is('deletion', header.after))) : isNew;
  const { id: pool, born } = header;
  return transact([
    step.put({ ...poolKey(pool), type: 'pool', ...header }, isVacant),
    step.put({ ...useKey(pool), type: 'use', born, total: 0, held: 0, timed: 0, mark: '' }),
    ...addresses.map((address) => step.put(newResource(header, address))),
  ]);
};

/** How many resources `beginPool` takes along. */
export const FIRST = STEPS - 1;

/** Writes resources of a pool's plan. @throws TransactionCanceled when the creation was finished, or one is there. */
export const furnish = (header: PoolRecord, addresses: readonly string[]): Promise<void> =>
  transact([checkStage(header), ...addresses.map((address) => step.put(newResource(header, address), isNew))]);

/** Moves a pool on from the stage that was seen. @throws ConditionFailed with what is there when another moved it. */
export const moveOn = async (seen: PoolRecord, stage: Stage, more: ItemUpdate = {}): Promise<PoolRecord> =>
  PoolRecord.parse(await table.update(poolKey(seen.id), { ...more, set: { stage, ...more.set } }, inStage(seen)));

/** Makes another call the one that is answered 201. @throws ConditionFailed when the creation was finished. */
export const takeOver = async (seen: PoolRecord, maker: string): Promise<PoolRecord> =>
  PoolRecord.parse(await table.update(poolKey(seen.id), { set: { maker } }, inStage(seen)));

/** Ends a creation if `maker` is still the one to be answered. @throws ConditionFailed with what is there. */
export const endCreation = async (seen: PoolRecord): Promise<PoolRecord> =>
  PoolRecord.parse(
    await table.update(
      poolKey(seen.id),
      { set: { stage: 'ACTIVE' satisfies Stage }, remove: ['plan'] },
      all(inStage(seen), is('maker', seen.maker)),
    ),
  );

/** Adds an address. @throws TransactionCanceled: first the pool as it is now, then the resource that is there. */
export const addResource = async (header: PoolRecord, address: string): Promise<ResourceRecord> => {
  const item = newResource(header, address);
  await transact([checkStage(header), step.put({ ...item, added: true }, isNew)]);
  return item;
};

/** Removes a resource. @throws TransactionCanceled: first the pool as it is now, then the resource that is held. */
export const removeResource = async (pool: string, id: string, now: Date): Promise<void> => {
  const isRemovable = all(isThere, isReleased(now));
  const when = await orWhenRefused(table.signDeletion(resourceKey(pool, id), isRemovable), () => isRemovable);
  await transact([step.check(poolKey(pool), is('stage', 'ACTIVE')), step.remove(resourceKey(pool, id), when)]);
};

/** How many writes go in one transaction (DynamoDB takes no more). */
export const WRITES = 100;

/**
 * Seals resources for a deletion, all or none. Late ones may come when the deletion is long over: such a seal binds
 * nobody. @throws TransactionCanceled when one is held.
 */
export const sealResources = (
  { id: pool, born, deletion }: PoolRecord,
  ids: readonly string[],
  now: Date,
): Promise<void> =>
  transact(
    ids.map((id) =>
      step.update(resourceKey(pool, id), { set: { seal: deletion } }, all(is('born', born), isReleased(now))),
    ),
  );

/** Breaks the seals of a deletion. @throws TransactionCanceled when one has gone, or has another seal by now. */
export const unsealResources = ({ id: pool, born, deletion }: PoolRecord, ids: readonly string[]): Promise<void> => {
  const isOurs = all(is('born', born), either(hasNo('seal'), is('seal', deletion)));
  return transact(ids.map((id) => step.update(resourceKey(pool, id), { remove: ['seal'] }, isOurs)));
};

/** @throws ConditionFailed when the resource has another seal, or none. */
export const breakSeal = async (pool: string, id: string, seal: string): Promise<void> => {
  await table.update(resourceKey(pool, id), { remove: ['seal'] }, is('seal', seal));
};

/** Whatever belongs to this life of a pool, page by page. */
export async function* pagesOfBelongings({ id, born }: PoolRecord): AsyncGenerator<Key[]> {
  for await (const items of table.queryAll(belongingsOf(id)))
    yield items.filter((item) => item.born === born).map(keyOf);
}

/** Deletes some of them. @throws TransactionCanceled when one belongs to a later life. */
export const removeBelongings = ({ born }: PoolRecord, keys: readonly Key[]): Promise<void> =>
  transact(keys.map((key) => step.remove(key, either(isNew, is('born', born)))));

/** Deletes a pool's own item, when all else is gone. @throws ConditionFailed with what is there instead. */
export const endPool = (header: PoolRecord): Promise<void> => table.remove(poolKey(header.id), inStage(header));
