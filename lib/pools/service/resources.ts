import * as clock from '#lib/core/clock';
import { invalid } from '#lib/core/errors';
import { randomId } from '#lib/core/ids';
import { optimisticRetry } from '#lib/core/optimistic-retry';
import { notFree, poolContended, resourceAllocated, resourceExists, resourceUnknown } from '../errors.ts';
import { encodeIntervals } from '../interval-codec.ts';
import { contains, type Interval, includes, intersect, sizeOf, union } from '../intervals.ts';
import { addressAt, asCount, isSingle, placeOf, readEntry } from '../ip-ranges.ts';
import type { Resource } from '../model.ts';
import { blocksOf, isInBlock, outcomeOf, type PoolRecord, rangesOf } from '../records.ts';
import * as nets from '../repository/nets.ts';
import * as pools from '../repository/pools.ts';
import * as repository from '../repository/resources.ts';
import type { Spot } from '../repository/spots.ts';
import { idAt } from '../resource-id.ts';
import { isHeld } from '../resource-state.ts';
import { assertNoTwins, assertOneChange, type Created, listingOf, placeInSpace } from './create.ts';
import { inBlockOf } from './in-block.ts';
import { rangeText, settled, shrinkSteps } from './lifecycle.ts';
import { locate } from './locate.ts';
import { remember } from './pool-cache.ts';

interface Options {
  now?: () => Date;
}

/** The first address of a stretch that the pool has. */
const firstThere = async (pool: PoolRecord, stretch: Interval): Promise<string | undefined> => {
  const [overlap] = intersect(rangesOf(pool), [stretch]);
  if (overlap) return addressAt(overlap.first);
  for await (const page of repository.pagesOfNamed(pool))
    for (const { ip_address } of page) if (contains([stretch], placeOf(ip_address))) return ip_address;
  return undefined;
};

/** What an entry that was checked stands for. */
const stretchOf = (entry: string): Interval => {
  const read = readEntry(entry);
  if (typeof read === 'string') throw new Error(`Not an entry: ${entry}: ${read}`);
  return read;
};

/** Tries a change of a pool as it is, until no other change comes between. @throws AppError 503. */
const changing = <T>(id: string, attempt: () => Promise<T | undefined>): Promise<T> =>
  optimisticRetry(attempt, () => poolContended(id));

/** Adds an address, a block or a range to a pool, of any size. @throws AppError 404, or 409 when any of it is there. */
const addRange = (id: string, entry: string, { now = clock.now }: Options = {}): Promise<Interval> =>
  changing(id, async () => {
    const pool = await settled(id, { now });
    const stretch = stretchOf(entry);
    const there = await firstThere(pool, stretch);
    if (there !== undefined) throw resourceExists(id, there);
    const ranges = union([...rangesOf(pool), stretch]);
    assertNoTwins(ranges);
    const placing = await placeInSpace(pool, [stretch]);
    if (!placing) return undefined;
    const steps = [...nets.noteSteps(id, ranges, rangesOf(pool)), ...placing];
    assertOneChange(steps);
    const set = { ranges: encodeIntervals(ranges) };
    const noted = { what: 'added', range: rangeText(stretch) } as const;
    const changed = await pools.change(pool, { set, noted }, steps);
    return changed && remember(changed) && stretch;
  });

/** Adds an address to a pool. @throws AppError 404, 409 when it is there, or 400 for a block or range. */
export const add = async (id: string, address: string, options: Options = {}): Promise<Resource> => {
  if (!isSingle(address)) throw invalid([{ path: 'ip_address', message: 'must be one address' }]);
  const { first } = await addRange(id, address, options);
  return { id: idAt(id, first), ip_address: addressAt(first), status: 'RELEASED' };
};

/** Removes one of the pool's ranges' addresses: the pool's item and the address's, both or none. */
const removeRanged = async (spot: Spot, place: bigint, now: Date): Promise<boolean> => {
  const { pool } = spot;
  if (isInBlock(pool, place)) throw await inBlockOf(pool, place);
  const { set, steps } = await shrinkSteps(pool, [{ first: place, last: place }]);
  const change = { set, noted: { what: 'removed', range: spot.address } as const };
  const writes = { resource: repository.removeStep(spot, now), more: steps };
  const outcome = await pools.changeWithout(pool, change, writes);
  if (typeof outcome === 'object') throw notFree(outcome.inTheWay, clock.iso(now));
  return outcome === 'removed';
};

const removeNamed = async (spot: Spot, now: Date): Promise<boolean> => {
  const outcome = await repository.removeNamed(spot, now);
  if (outcome === 'gone') throw resourceUnknown(spot.pool.id, spot.id);
  if (typeof outcome === 'object') throw notFree(outcome.inTheWay, clock.iso(now));
  return true;
};

/** Removes a resource from its pool. @throws AppError 404, or 409 while it is allocated. */
export const removeResource = async (
  id: string,
  resource: string,
  { now = clock.now }: Options = {},
): Promise<void> => {
  await changing(id, async () => {
    const pool = await settled(id, { now });
    const found = await locate(pool, resource);
    if (!found) throw resourceUnknown(id, resource);
    const { spot } = found;
    const done =
      spot.place === undefined ? await removeNamed(spot, now()) : await removeRanged(spot, spot.place, now());
    return done || undefined;
  });
};

/**
 * Removes a whole range from a pool, if nothing of it is allocated: it is announced first, see lifecycle.ts.
 * @throws AppError 404 when the pool has not all of it, or 409 while any of it is allocated.
 */
export const removeRange = (id: string, range: string, { now = clock.now }: Options = {}): Promise<void> => {
  const stretch = stretchOf(range);
  return changing<true>(id, async () => {
    const pool = await settled(id, { now });
    if (!includes(rangesOf(pool), stretch)) throw resourceUnknown(id, range);
    const [block] = intersect([stretch], blocksOf(pool));
    if (block) throw await inBlockOf(pool, block.first);
    const name = randomId();
    const pending = { name, kind: 'removal', first: String(stretch.first), last: String(stretch.last) };
    const announced = await pools.change(pool, { set: { pending } });
    const after = await settled(id, { now });
    // The answer to that may be lost, and it was decided by others before it was sent again.
    const outcome = after.born === pool.born ? outcomeOf(after, name) : undefined;
    if (outcome === undefined && announced) throw poolContended(id);
    if (outcome === undefined) return undefined;
    if (outcome === 'done') return true;
    const there = includes(rangesOf(after), stretch)
      ? await repository.listBetween(after, stretch.first, stretch.last)
      : [];
    const inTheWay = there.find((one) => isHeld(one, clock.iso(now())));
    if (inTheWay) throw resourceAllocated(inTheWay);
    assertOneChange((await shrinkSteps(after, [stretch])).steps);
    return undefined;
  }).then(() => {});
};

/** What was added: a resource, or what a block or range stands for. */
export type Added = Resource | (Created['listing'] & { total: number | string });

/** Adds an address, a block or a range. @throws AppError 404, or 409 when any of it is there. */
export const addAny = async (id: string, entry: string, options: Options = {}): Promise<Added> => {
  if (isSingle(entry)) return add(id, entry, options);
  const total = sizeOf(await addRange(id, entry, options));
  return { ...listingOf([entry], total), total: asCount(total) };
};

/** Removes a resource by its id, a block or a range. @throws AppError 404, or 409 while any of it is allocated. */
export const removeAny = (id: string, resource: string, options: Options = {}): Promise<void> =>
  /[-/]/.test(resource) && typeof readEntry(resource) !== 'string'
    ? removeRange(id, resource, options)
    : removeResource(id, resource, options);
