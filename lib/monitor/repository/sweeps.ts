import { iso, later, seconds } from '#lib/core/clock';
import { above, all, atMost, contains, either, hasNo, is, isNew, isThere, not } from '#lib/db/conditions';
import { ConditionFailed } from '#lib/db/errors';
import { rollUpKey, sweepingKey, sweepKey, sweeps } from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
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

/** Counts the result of one chunk, once; tells whether it was the last that was awaited. */
export const countBatch = async (
  startedAt: string,
  chunk: number,
  { answered, lost }: { answered: number; lost: number },
): Promise<boolean> => {
  const name = String(chunk);
  try {
    const item = await table.update(
      sweepKey(startedAt),
      { add: { answered, lost, chunksDone: 1, done: new Set([name]) } },
      all(isThere, not(contains('done', name))),
    );
    return item.chunksDone === item.chunks;
  } catch (error) {
    // Counted already: a chunk that was handed over twice. It may have been the last, and its finish interrupted.
    if (error instanceof ConditionFailed) return error.item?.chunksDone === error.item?.chunks;
    throw error;
  }
};

export const finish = (startedAt: string, at: Date): Promise<boolean> =>
  happened(
    table.update(
      sweepKey(startedAt),
      { set: { finished_at: iso(at), duration_ms: at.getTime() - new Date(startedAt).getTime() } },
      is('finished_at', null),
    ),
  );

const asSweep = (item: Item): Sweep => Sweep.parse(item);

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
