import { batchGet } from '#lib/db/batch';
import { all, below, is } from '#lib/db/conditions';
import { poolKey, recountKey, useKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { PoolRecord } from '../model.ts';
import type { Counts } from '../usage-counters.ts';

/** The counts as they are kept. `mark`: the last change of the stream that is in them. */
export interface UsageRecord extends Counts {
  born: string;
  mark: string;
  /** The last recount that the stream has reached. */
  reached?: string | undefined;
}

export const asKept = (item: Record<string, unknown>): UsageRecord => ({
  born: String(item.born),
  mark: String(item.mark),
  total: Number(item.total),
  held: Number(item.held),
  timed: Number(item.timed),
  ...(item.reached !== undefined && { reached: String(item.reached) }),
});

/** A pool and its counts, in one request. */
export const findUsage = async (pool: string): Promise<{ header: PoolRecord; kept: UsageRecord } | undefined> => {
  const found = await batchGet([poolKey(pool), useKey(pool)]);
  const header = found.find(({ type }) => type === 'pool');
  const kept = found.find(({ type }) => type === 'use');
  return header && kept && { header: PoolRecord.parse(header), kept: asKept(kept) };
};

/**
 * Counts changes up to `last` in, if none of them is in yet: all come after the mark.
 * @throws ConditionFailed with the counts that are there, if any.
 */
export const addCounts = (pool: string, born: string, counts: Counts, first: string, last: string) =>
  table.update(useKey(pool), { add: { ...counts }, set: { mark: last } }, all(is('born', born), below('mark', first)));

/** Puts counts right, if none has come in since they were seen. @throws ConditionFailed otherwise. */
export const setCounts = (pool: string, seen: UsageRecord, counts: Counts) =>
  table.update(useKey(pool), { set: { ...counts } }, all(is('born', seen.born), is('mark', seen.mark)));

/** Sends a mark of ours down the stream, after every change that there has been. */
export const sendMark = (pool: string, born: string, token: string): Promise<void> =>
  table.put({ ...recountKey(pool), type: 'recount', pool, born, token });

/** Says that the stream has reached a mark. @throws ConditionFailed when the pool is gone. */
export const setReached = (pool: string, born: string, token: string) =>
  table.update(useKey(pool), { set: { reached: token } }, is('born', born));
