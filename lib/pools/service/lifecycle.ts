import * as clock from '#lib/core/clock';
import { poolContended, poolUnknown } from '../errors.ts';
import { type Bytes, encodeIntervals } from '../interval-codec.ts';
import { type Interval, shrink, subtract, union } from '../intervals.ts';
import { addressAt, placeOf, readEntries } from '../ip-ranges.ts';
import {
  type BlockRecord,
  blocksOf,
  exploredOf,
  isMember,
  isOpen,
  isPending,
  type PoolRecord,
  type ResourceRecord,
  rangesOf,
  withOutcome,
} from '../records.ts';
import * as blocks from '../repository/blocks.ts';
import * as nets from '../repository/nets.ts';
import * as pools from '../repository/pools.ts';
import * as resources from '../repository/resources.ts';
import * as spaces from '../repository/spaces.ts';
import { SLOT_BITS, spotAt } from '../repository/spots.ts';
import { isFree, isHeld } from '../resource-state.ts';
import { remember } from './pool-cache.ts';

/**
 * How a change to many addresses meets the allocation of one (Dekker's flags): the change is announced in the pool's own
 * item before any address is looked at, and an allocation looks at that item after it has written its address. So one of
 * them sees the other, in whatever order and however late. Whoever meets an announced change decides it, on condition
 * that it still stands as it was seen: any number of callers may do so at once, at any pace, or die over it.
 */
export interface LifecycleOptions {
  now?: () => Date;
}

/** What of the explored slots is still so when the addresses of a stretch may be without an item again. */
const reopened = (pool: PoolRecord, stretch: readonly Interval[]): { explored?: Bytes } =>
  pool.explored ? { explored: encodeIntervals(subtract(exploredOf(pool), shrink(stretch, SLOT_BITS))) } : {};

/** The pool afterwards, or nothing where another caller was faster. */
type Decided = PoolRecord | undefined;

const stretchOf = ({ pending }: PoolRecord): Interval => ({
  first: BigInt(pending?.first ?? 0),
  last: BigInt(pending?.last ?? 0),
});

/** The block that an announced change makes. */
const blockIn = ({ id, born, pending }: PoolRecord): BlockRecord => ({
  id: pending?.name ?? '',
  pool: id,
  born,
  ip_address: addressAt(BigInt(pending?.first ?? 0)),
  prefixLength: pending?.prefixLength ?? 0,
  status: 'ALLOCATED',
  ...(pending?.owner !== undefined && { owner: pending.owner }),
});

/** Takes a stretch out of a pool: its ranges, its place in the space, where it lies. */
export const shrinkSteps = async (pool: PoolRecord, stretch: readonly Interval[]) => {
  const ranges = subtract(rangesOf(pool), stretch);
  return {
    set: { ranges: encodeIntervals(ranges) },
    steps: [
      ...nets.noteSteps(pool.id, ranges, rangesOf(pool)),
      ...(pool.space === undefined ? [] : await spaces.giveBackSteps(pool.space, pool.id, stretch)),
    ],
  };
};

const NO_CHANGE = { set: {}, steps: [] };

/**
 * Decides a change to a stretch: it is made when nobody holds an address of it (of a block: and none cools down), else
 * taken back.
 */
const decidePending = async (pool: PoolRecord, { now = clock.now }: LifecycleOptions): Promise<Decided> => {
  const { pending } = pool;
  if (!pending) return pool;
  const stretch = stretchOf(pool);
  const there = await resources.listBetween(pool, stretch.first, stretch.last);
  const at = clock.iso(now());
  const isInTheWay = there.some((one) => (pending.kind === 'block' ? !isFree(one, at) : isHeld(one, at)));
  const { set, steps } = pending.kind === 'block' ? NO_CHANGE : await shrinkSteps(pool, [stretch]);
  if (isInTheWay || steps.length > pools.MAX_STEPS_BESIDE)
    return pools.change(pool, {
      set: { ...reopened(pool, [stretch]), ...withOutcome(pool, false) },
      remove: ['pending'],
    });
  await resources.removeFree(there.map((seen) => ({ key: spotAt(pool, placeOf(seen.ip_address)).key, seen })));
  if (pending.kind === 'block') {
    const held = encodeIntervals(union([...blocksOf(pool), stretch]));
    return pools.change(pool, { set: { blocks: held }, remove: ['pending'] }, blocks.holdSteps(blockIn(pool)));
  }
  const noted = { what: 'removed', range: rangeText(stretch) } as const;
  return pools.change(pool, { set: { ...set, ...withOutcome(pool, true) }, noted, remove: ['pending'] }, steps);
};

export const rangeText = ({ first, last }: Interval): string =>
  first === last ? addressAt(first) : `${addressAt(first)}-${addressAt(last)}`;

/** What a caller who died over the removal of an address has left behind belongs to nothing. */
const belongs = (pool: PoolRecord, { ranged, ip_address }: ResourceRecord): boolean =>
  !ranged || isMember(pool, placeOf(ip_address));

/** Whether anything of a pool is held at this moment. */
export const isInUse = async (pool: PoolRecord, now: () => Date): Promise<boolean> => {
  if (blocksOf(pool).length > 0) return true;
  for await (const page of resources.pagesOfResources(pool))
    if (page.some((one) => isHeld(one, clock.iso(now())) && belongs(pool, one))) return true;
  return false;
};

/** Decides a deletion: nothing is held, and then the pool is gone (REMOVING), or nothing is deleted. */
const decideDeletion = async (pool: PoolRecord, { now = clock.now }: LifecycleOptions): Promise<Decided> => {
  if (await isInUse(pool, now)) return pools.change(pool, { set: { stage: 'ACTIVE' }, remove: ['deletion'] });
  const given = pool.space === undefined ? [] : await spaces.giveBackSteps(pool.space, pool.id, rangesOf(pool));
  // Of a pool in more parts of its space than that, the rest is given back when its belongings are cleared.
  const steps = [...nets.forgetSteps(pool), ...given].slice(0, pools.MAX_STEPS_BESIDE);
  return pools.change(pool, { set: { stage: 'REMOVING' } }, steps);
};

/** Of a pool that the release before was creating, what of its plan was not written are its ranges now. */
const rangesOfPlan = async (pool: PoolRecord): Promise<{ ranges: Bytes }> => {
  const named: Interval[] = [];
  for await (const page of resources.pagesOfNamed(pool))
    named.push(...page.map(({ ip_address }) => ({ first: placeOf(ip_address), last: placeOf(ip_address) })));
  return { ranges: encodeIntervals(subtract(union(readEntries(pool.plan ?? []).intervals), union(named))) };
};

/** Ends the creation of a pool by the release before. */
const adopt = async (pool: PoolRecord): Promise<Decided> =>
  pools.change(pool, { set: { stage: 'ACTIVE', ...(await rangesOfPlan(pool)) }, remove: ['plan'] });

/** A pool for readers, who change nothing: one whose creation by the release before did not end, as if it had. */
export const adopted = async (pool: PoolRecord): Promise<PoolRecord> =>
  pool.stage === 'CREATING' ? { ...pool, ...(await rangesOfPlan(pool)) } : pool;

const advance = (pool: PoolRecord, options: LifecycleOptions): Promise<Decided> => {
  if (pool.stage === 'CREATING') return adopt(pool);
  if (pool.stage === 'UNSEALING') return pools.change(pool, { set: { stage: 'ACTIVE' }, remove: ['deletion'] });
  return pool.stage === 'SEALING' ? decideDeletion(pool, options) : decidePending(pool, options);
};

const isSettled = ({ stage, pending }: PoolRecord): boolean =>
  stage === 'REMOVING' || (stage === 'ACTIVE' && pending === undefined);

const ROUNDS = 50;

/** Decides what goes on in a pool until nothing does, or it is REMOVING, or not there. */
export const settle = async (id: string, options: LifecycleOptions = {}): Promise<PoolRecord | undefined> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const pool = await pools.find(id);
    if (!pool || isSettled(pool)) return pool;
    // Where a write beside ours was faster, what it left is to be looked at again.
    if (!(await advance(pool, options))) await clock.sleep(clock.jitter(Math.min(round, 3)));
  }
  throw poolContended(id);
};

/** The pool with nothing going on. @throws AppError 404. */
export const settled = async (id: string, options: LifecycleOptions = {}): Promise<PoolRecord> => {
  const pool = await settle(id, options);
  if (pool?.stage !== 'ACTIVE') throw poolUnknown(id);
  return pool;
};

export const isThere = (pool: PoolRecord | undefined): pool is PoolRecord =>
  pool !== undefined && pool.stage !== 'REMOVING';

/**
 * Looks at a pool after an allocation of some of its addresses was written: whether it `stands`, or was `lost` because an
 * announced change was faster. One that is still to be decided is decided, and sees the allocation.
 * @throws AppError 404 when the pool is gone.
 */
export const confirm = async (
  seen: PoolRecord,
  places: readonly (bigint | undefined)[],
  options: LifecycleOptions = {},
): Promise<'stands' | 'lost' | 'gone'> => {
  for (;;) {
    const pool = await pools.findSince(seen.id);
    if (!isThere(pool) || pool.born !== seen.born) return 'gone';
    const ranged = places.filter((place) => place !== undefined);
    if (pool.stage === 'ACTIVE' && !ranged.some((place) => isPending(pool, place)))
      return ranged.every((place) => isOpen(remember(pool), place)) ? 'stands' : 'lost';
    await settle(seen.id, options);
  }
};
