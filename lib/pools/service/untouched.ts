import { encodeIntervals } from '../interval-codec.ts';
import { contains, type Interval, intersect, numbersOf, shrink, subtract, take, union } from '../intervals.ts';
import { placeOf } from '../ip-ranges.ts';
import { exploredOf, openOf, type PoolRecord } from '../records.ts';
import * as pools from '../repository/pools.ts';
import { listBetween } from '../repository/resources.ts';
import { SLOT_BITS, type Spot, spotAt } from '../repository/spots.ts';

/**
 * Addresses that nobody has touched have no item. They are looked for in slots of 64: a slot that has none any more is
 * noted in the pool as explored, and never looked at again. Callers choose among the first slots at random, so that
 * processes which know nothing of each other seldom meet.
 */
const WINDOW = 64n;
/** The most slots that are read at once. */
const SLOTS_AT_ONCE = 8;

/** The slots of a pool that may have an address without an item. */
export const unexploredOf = (pool: PoolRecord): Interval[] =>
  subtract(shrink(openOf(pool), SLOT_BITS), exploredOf(pool));

const stretchOf = (slot: bigint): Interval => ({
  first: slot << SLOT_BITS,
  last: ((slot + 1n) << SLOT_BITS) - 1n,
});

/** The open addresses of a slot that have no item. */
export const gapsIn = async (pool: PoolRecord, slot: bigint, options?: { consistent?: boolean }): Promise<Spot[]> => {
  const open = intersect(openOf(pool), [stretchOf(slot)]);
  const [first, last] = [open[0]?.first, open.at(-1)?.last];
  if (first === undefined || last === undefined) return [];
  const there = new Set((await listBetween(pool, first, last, options)).map(({ ip_address }) => placeOf(ip_address)));
  return [...numbersOf(open)].filter((place) => !there.has(place)).map((place) => spotAt(pool, place));
};

/** Notes slots that have no address without an item any more. */
export const noteExplored = async (pool: PoolRecord, slots: readonly bigint[]): Promise<void> => {
  if (slots.length === 0) return;
  const explored = union([...exploredOf(pool), ...slots.map((slot) => ({ first: slot, last: slot }))]);
  await pools.noteExplored(pool, encodeIntervals(explored));
};

const chooseSome = (slots: bigint[], wanted: number): bigint[] => {
  const chosen: bigint[] = [];
  while (slots.length > 0 && chosen.length < wanted)
    chosen.push(...slots.splice(Math.floor(Math.random() * slots.length), 1));
  return chosen;
};

/** How many addresses the first slots have on average: a pool of single addresses has one in each. */
const fillOf = (pool: PoolRecord, slots: readonly bigint[]): number => {
  const [first] = slots;
  if (first === undefined) return 64;
  const [open] = [intersect(openOf(pool), [stretchOf(first)])];
  return Math.max(1, Number(open.reduce((sum, one) => sum + one.last - one.first + 1n, 0n)));
};

const POOLS_REMEMBERED = 1000;

/** The slots of each pool that this process takes addresses from: it uses them up before it begins others. */
const begun = new Map<string, Set<bigint>>();

const begunIn = ({ born }: PoolRecord): Set<bigint> => {
  const known = begun.get(born) ?? new Set<bigint>();
  if (begun.size >= POOLS_REMEMBERED) begun.clear();
  begun.set(born, known);
  return known;
};

/** Some untouched addresses, or none when no slot has any that is not being tried. */
export const exploreSome = async (
  pool: PoolRecord,
  wanted: number,
  isTried: (spot: Spot) => boolean,
): Promise<Spot[]> => {
  const unexplored = unexploredOf(pool);
  const window = [...numbersOf(take(unexplored, unexplored[0]?.first ?? 0n, WINDOW))];
  const atOnce = Math.min(SLOTS_AT_ONCE, Math.ceil(wanted / fillOf(pool, window)));
  const mine = begunIn(pool);
  const others = window.filter((slot) => !mine.has(slot));
  const done: bigint[] = [];
  const found: Spot[] = [];
  const look = async (slots: readonly bigint[]): Promise<void> => {
    const gaps = await Promise.all(slots.map((slot) => gapsIn(pool, slot, { consistent: false })));
    for (const [i, slot] of slots.entries()) {
      if (gaps[i]?.length === 0) done.push(slot);
      else mine.add(slot);
    }
    found.push(...gaps.flat().filter((spot) => !isTried(spot)));
  };
  await look([...mine].filter((slot) => contains(unexplored, slot)).slice(0, SLOTS_AT_ONCE));
  if (found.length < wanted) await look(chooseSome(others, atOnce));
  while (found.length === 0 && others.length > 0) await look(chooseSome(others, atOnce));
  for (const slot of done) mine.delete(slot);
  // Late by a moment or not: an address that has an item keeps it.
  await noteExplored(pool, done);
  return found;
};
