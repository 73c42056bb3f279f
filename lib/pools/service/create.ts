import * as clock from '#lib/core/clock';
import { invalid } from '#lib/core/errors';
import { randomId } from '#lib/core/ids';
import { poolContended, poolExists, spaceOverlap } from '../errors.ts';
import { encodeIntervals } from '../interval-codec.ts';
import { type Interval, totalOf, union } from '../intervals.ts';
import { asCount, LISTED_ADDRESSES, listed, readEntries } from '../ip-ranges.ts';
import type { Network, PoolHead } from '../model.ts';
import { assertNetworkFits } from '../network.ts';
import type { PoolRecord } from '../records.ts';
import * as nets from '../repository/nets.ts';
import type { Step } from '../repository/pools.ts';
import * as pools from '../repository/pools.ts';
import { clear } from '../repository/removal.ts';
import * as spaces from '../repository/spaces.ts';
import { hasTwins } from '../resource-id.ts';
import { headOf } from './head.ts';
import { rangeText, settle } from './lifecycle.ts';
import { remember } from './pool-cache.ts';

export interface NewPool {
  name: string;
  /** Addresses, blocks and ranges that do not overlap. */
  addresses: readonly string[];
  coolDownSeconds?: number | undefined;
  space?: string | undefined;
  description?: string | undefined;
  network?: Network | undefined;
}

/** Over so many partitions a pool of more than 4,096 addresses is spread: each takes 1,000 write units a second. */
const SHARDS = 16;

/** @throws AppError 400: so many ranges in so many parts of a space are no single change. */
export const assertOneChange = (steps: readonly Step[]): void => {
  if (steps.length <= pools.MAX_STEPS_BESIDE) return;
  const message = 'lie in too many parts of the space for one request; send fewer ranges at once';
  throw invalid([{ path: 'resources', message }]);
};

/**
 * The writes that give a pool its place in its space; undefined when a call for the same pool was faster.
 * @throws AppError 409 naming the pool that is in the way.
 */
export const placeInSpace = async (
  { id, space }: Pick<PoolRecord, 'id' | 'space'>,
  set: readonly Interval[],
): Promise<Step[] | undefined> => {
  if (space === undefined) return [];
  const found = await spaces.takeSteps(space, id, set);
  if (!spaces.isOverlap(found)) return found;
  if (found.pool === id) return undefined;
  throw spaceOverlap(space, rangeText(found.range), found.pool);
};

/** A pool that was made: what it is, and its addresses as they are answered. */
export interface Created {
  head: PoolHead;
  listing: { resources: string[]; total?: number | string };
}

export const listingOf = (entries: readonly string[], total: bigint): Created['listing'] =>
  total > BigInt(LISTED_ADDRESSES)
    ? { resources: listed(entries), total: asCount(total) }
    : { resources: listed(entries) };

/** @throws AppError 400: two addresses of a pool must have two ids. */
export const assertNoTwins = (ranges: readonly Interval[]): void => {
  if (!hasTwins(ranges)) return;
  const message = 'must not have two IPv6 addresses that differ in their first 6 bits alone';
  throw invalid([{ path: 'resources', message }]);
};

const ROUNDS = 20;

/**
 * Creates a pool, of any size, in one transaction: its addresses need no items. Of callers who race for an id, or for
 * addresses of a space, one succeeds. @throws AppError 409 when the id is taken, or addresses of the space are.
 */
export const create = async (
  id: string,
  { name, addresses, coolDownSeconds, space, description, network }: NewPool,
  { now = clock.now }: { now?: () => Date } = {},
): Promise<Created> => {
  const { intervals } = readEntries(addresses);
  const ranges = union(intervals);
  assertNoTwins(ranges);
  assertNetworkFits(network, ranges);
  const record: PoolRecord = {
    id,
    name,
    stage: 'ACTIVE',
    born: randomId(),
    version: 1,
    shards: totalOf(ranges) > BigInt(LISTED_ADDRESSES) ? SHARDS : 1,
    ranges: encodeIntervals(ranges),
    held: 0,
    timed: 0,
    ...(coolDownSeconds !== undefined && { coolDownSeconds }),
    ...(space !== undefined && { space }),
    ...(description !== undefined && { description }),
    ...(network !== undefined && { network }),
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const outcome = await begin(record, ranges);
    if (outcome === 'created')
      return { head: headOf(remember(record)), listing: listingOf(addresses, totalOf(intervals)) };
    if (outcome === 'changed') {
      await clock.sleep(clock.jitter(Math.min(round, 4)));
      continue;
    }
    const there = await settle(id, { now });
    if (there?.stage === 'ACTIVE') throw poolExists(id);
    // What is left of the old pool goes first; its own item is replaced last, by the beginning of the new one.
    if (there) await clear(there);
    if (there?.deletion) record.after = there.deletion;
  }
  throw poolContended(id);
};

/** Writes a new pool: 'created', or the pool that is there, or 'changed' when the space did since it was read. */
const begin = async (record: PoolRecord, ranges: readonly Interval[]): Promise<'created' | 'changed' | PoolRecord> => {
  const there = record.space === undefined ? undefined : await pools.find(record.id);
  if (there && there.stage !== 'REMOVING') return there;
  const placing = await placeInSpace(record, ranges);
  if (!placing) return 'changed';
  const steps = [...nets.noteSteps(record.id, ranges), ...placing];
  assertOneChange(steps);
  return pools.create(record, steps);
};
