import { iso, later, seconds } from '#lib/core/clock';
import {
  above,
  all,
  atMost,
  type Condition,
  contains,
  either,
  hasNo,
  is,
  isNew,
  isThere,
  not,
} from '#lib/db/conditions';
import { ConditionFailed } from '#lib/db/errors';
import { type Key, rollUpKey, sweepingKey, sweepKey, sweepPartKey, sweeps } from '#lib/db/keys';
import type { Item, ItemUpdate } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { Sweep } from '../model.ts';
import { LONGEST_MS } from '../schedule.ts';

const SWEEPS_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Whether a write happened. The SDK repeats one whose answer was lost, and then what the first sending wrote stands in
 * the way: `isOurs` tells.
 */
const happened = async (write: Promise<unknown>, isOurs: (there: Item) => boolean = () => false): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return error.item !== undefined && isOurs(error.item);
    throw error;
  }
};

/** A time that is further ahead than anything of ours ever is was written by a clock that has been set back since. */
const aheadOfTime = (at: Date): string => iso(later(at, LONGEST_MS + 60_000));

/**
 * Takes the slot of a scheduled moment. False when it, or one less than half a period before it, is taken: an event
 * that comes twice sweeps once, and one that comes a little early or late is still itself.
 */
export const takeSlot = (scheduledAt: Date, periodMs: number): Promise<boolean> =>
  happened(
    table.updateOnce(
      sweepingKey,
      { set: { type: 'sweeping', slot: iso(scheduledAt) } },
      'slotBy',
      either(
        hasNo('slot'),
        atMost('slot', iso(later(scheduledAt, -periodMs / 2))),
        above('slot', aheadOfTime(scheduledAt)),
      ),
    ),
  );

/** Takes the right to sweep until `until`. False while another sweep has it. */
export const takeLease = (holder: string, at: Date, until: Date): Promise<boolean> =>
  happened(
    table.update(
      sweepingKey,
      { set: { type: 'sweeping', holder, leaseUntil: iso(until) } },
      either(hasNo('leaseUntil'), atMost('leaseUntil', iso(at)), above('leaseUntil', aheadOfTime(at))),
    ),
    (there) => there.holder === holder,
  );

/** Keeps the right to sweep for longer, if it is still this holder's. */
export const extendLease = (holder: string, until: Date): Promise<boolean> =>
  happened(table.update(sweepingKey, { set: { leaseUntil: iso(until) } }, is('holder', holder)));

/** Gives the right to sweep back, if it is still this holder's. */
export const freeLease = (holder: string): Promise<boolean> =>
  happened(table.update(sweepingKey, { remove: ['holder', 'leaseUntil'] }, is('holder', holder)));

export interface BeginOptions {
  startedAt: string;
  /** Who sweeps. */
  holder: string;
  servers: number;
  chunks: number;
  lagMs: number;
  byHand: boolean;
}

/** Writes the record of a sweep that begins. False when another began in the same millisecond. */
export const begin = ({ startedAt, holder, servers, chunks, lagMs, byHand }: BeginOptions): Promise<boolean> => {
  const put = table.put(
    {
      ...sweepKey(startedAt),
      type: 'sweep',
      holder,
      started_at: startedAt,
      finished_at: null,
      servers,
      answered: 0,
      lost: 0,
      chunks,
      chunksDone: 0,
      duration_ms: null,
      lag_ms: lagMs,
      by_hand: byHand,
      expiresAtSeconds: seconds(later(new Date(startedAt), SWEEPS_KEPT_MS)),
    },
    isNew,
  );
  return happened(put, (there) => there.holder === holder);
};

export interface BatchCounts {
  answered: number;
  lost: number;
}

/** Batches that are counted in one item: their names stand in it, and it must not grow with the fleet. */
const COUNTED_TOGETHER = 32;

/** Adds counts to an item under a name, once; gives the item as it is after that. */
const countOnce = async (key: Key, name: string, update: ItemUpdate, when: Condition): Promise<Item> => {
  try {
    return await table.update(
      key,
      { ...update, add: { ...update.add, chunksDone: 1, done: new Set([name]) } },
      all(when, not(contains('done', name))),
    );
  } catch (error) {
    // Counted already: a batch that was handed over twice. It may have been the last, and its finish interrupted.
    if (error instanceof ConditionFailed && error.item) return error.item;
    throw error;
  }
};

/**
 * Counts the results of one batch, once; tells whether it was the last that was awaited. Of many batches 32 each are
 * counted in a part of the sweep, and a part is counted when its last one is.
 */
export const countBatch = async (
  startedAt: string,
  { number, of }: { number: number; of: number },
  { answered, lost }: BatchCounts,
): Promise<boolean> => {
  const counts = { answered, lost };
  const isWhole = of <= COUNTED_TOGETHER;
  const part = Math.floor(number / COUNTED_TOGETHER);
  let [name, added] = [String(number), counts];
  if (!isWhole) {
    const expiresAtSeconds = seconds(later(new Date(startedAt), SWEEPS_KEPT_MS));
    const expected = Math.min(COUNTED_TOGETHER, of - part * COUNTED_TOGETHER);
    const update = { set: { type: 'sweep-part', expiresAtSeconds }, add: counts };
    const item = await countOnce(sweepPartKey(startedAt, part), name, update, hasNo('never'));
    if (item.chunksDone !== expected) return false;
    [name, added] = [`part ${part}`, { answered: Number(item.answered), lost: Number(item.lost) }];
  }
  const item = await countOnce(sweepKey(startedAt), name, { add: added }, isThere);
  return item.chunksDone === (isWhole ? item.chunks : Math.ceil(of / COUNTED_TOGETHER));
};

export const finish = (startedAt: string, at: Date): Promise<boolean> =>
  happened(
    table.update(
      sweepKey(startedAt),
      { set: { finished_at: iso(at), duration_ms: at.getTime() - new Date(startedAt).getTime() } },
      is('finished_at', null),
    ),
  );

/** What a sweep that has ended has no result of was in batches that failed. */
const asSweep = (item: Item): Sweep => {
  const sweep = Sweep.parse(item);
  const failed = sweep.servers - sweep.answered - sweep.lost;
  return sweep.finished_at === null || failed <= 0 ? sweep : { ...sweep, failed };
};

export const find = async (startedAt: string): Promise<Sweep | undefined> => {
  const item = await table.get(sweepKey(startedAt));
  return item && asSweep(item);
};

/** The last sweeps, newest first. */
export const last = async (limit: number): Promise<Sweep[]> => {
  const { items } = await table.query(sweeps, { limit, backwards: true });
  return items.map(asSweep);
};

/** Up to when the averages are made, as ISO text; undefined before the first. */
export const rolledUpTo = async (): Promise<string | undefined> => {
  const item = await table.get(rollUpKey);
  return item && String(item.until);
};

export const markRolledUp = (until: string): Promise<void> => table.put({ ...rollUpKey, type: 'roll-up', until });
