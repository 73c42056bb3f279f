import { sortableIp } from '#lib/core/address';
import { randomId } from '#lib/core/ids';
import { is, isNew } from '#lib/db/conditions';
import { type Key, keyOf, spacePartKey, spacePartsFrom, spacePartsUpTo } from '#lib/db/keys';
import { type Item, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import type { Interval } from '../intervals.ts';
import { addressAt } from '../ip-ranges.ts';

/**
 * A space is an ordered map of stretches that never overlap, like the leaves of a B-tree: a part has what lies between
 * its first address and the next part's, and is split in two when it grows. Which part has an address, the order of keys
 * tells, so a change costs the same with ten pools or ten thousand. Parts change by optimistic locking, in the transaction
 * that changes the pool.
 */
interface Entry extends Interval {
  pool: string;
}

interface Part {
  key: Key;
  first: bigint;
  entries: Entry[];
  version: string | undefined;
}

/** A part that has more is split. */
const ENTRIES_OF_A_PART = 128;

const begin = (place: bigint): string => sortableIp(addressAt(place));

const asPart = (item: Item): Part => ({
  key: keyOf(item),
  first: BigInt(String(item.first)),
  version: String(item.version),
  entries: (item.entries as string[]).map((text) => {
    const [first = '', last = '', pool = ''] = text.split(' ');
    return { first: BigInt(`0x${first}`), last: BigInt(`0x${last}`), pool };
  }),
});

const asText = ({ first, last, pool }: Entry): string => `${first.toString(16)} ${last.toString(16)} ${pool}`;

const emptyFirst = (space: string): Part => ({
  key: spacePartKey(space, begin(0n)),
  first: 0n,
  version: undefined,
  entries: [],
});

/** A part, and where the next one begins; the last has no end. */
interface Loaded {
  part: Part;
  next: Part | undefined;
}

const nextAfter = async (space: string, { first }: Part): Promise<Part | undefined> => {
  const { items } = await table.query(spacePartsFrom(space, begin(first + 1n), '~'), { limit: 1 });
  return items[0] && asPart(items[0]);
};

const partAt = async (space: string, place: bigint): Promise<Loaded> => {
  const { items } = await table.query(spacePartsUpTo(space, begin(place)), { limit: 1, backwards: true });
  const part = items[0] ? asPart(items[0]) : emptyFirst(space);
  return { part, next: await nextAfter(space, part) };
};

/** Every part that a set of stretches lies in, in order. */
const load = async (space: string, set: readonly Interval[]): Promise<Loaded[]> => {
  const loaded: Loaded[] = [];
  for (const { first, last } of set) {
    let at = loaded.at(-1);
    if (!at || (at.next && at.next.first <= first)) {
      at = await partAt(space, first);
      loaded.push(at);
    }
    while (at.next && at.next.first <= last) {
      at = { part: at.next, next: await nextAfter(space, at.next) };
      loaded.push(at);
    }
  }
  return loaded;
};

/** What of an entry lies in a part that ends where the next one begins. */
const within = (entries: readonly Entry[], first: bigint, end: bigint | undefined): Entry[] =>
  entries.flatMap((entry) => {
    const from = entry.first > first ? entry.first : first;
    const to = end !== undefined && entry.last >= end ? end - 1n : entry.last;
    return from <= to ? [{ ...entry, first: from, last: to }] : [];
  });

const isAsSeen = ({ version }: Part) => (version === undefined ? isNew : is('version', version));

const write = (space: string, key: Key, first: bigint, entries: readonly Entry[], seen: Part | undefined): Step =>
  step.put(
    {
      ...key,
      type: 'space-part',
      space,
      first: String(first),
      version: randomId(),
      entries: entries.map(asText),
    },
    seen ? isAsSeen(seen) : isNew,
  );

/** The writes that give a part these entries; too many of them make several parts of it, and none at all makes it go. */
const rewrite = (space: string, part: Part, entries: readonly Entry[]): Step[] => {
  // What lay in it lies in the part before it from then on: that one's end is where the next part begins.
  if (entries.length === 0 && part.first !== 0n) return [step.remove(part.key, isAsSeen(part))];
  const sorted = [...entries].sort((a, b) => (a.first < b.first ? -1 : 1));
  const steps: Step[] = [];
  for (let i = 0; i === 0 || i < sorted.length; i += ENTRIES_OF_A_PART) {
    const some = sorted.slice(i, i + ENTRIES_OF_A_PART);
    const first = i === 0 ? part.first : (some[0] as Entry).first;
    steps.push(
      write(space, i === 0 ? part.key : spacePartKey(space, begin(first)), first, some, i === 0 ? part : undefined),
    );
  }
  return steps;
};

export interface Overlap {
  range: Interval;
  pool: string;
}

const overlapIn = (entries: readonly Entry[], set: readonly Interval[]): Overlap | undefined => {
  const sorted = [...entries].sort((a, b) => (a.first < b.first ? -1 : 1));
  let i = 0;
  for (const range of set) {
    while (i < sorted.length && (sorted[i] as Entry).last < range.first) i += 1;
    const there = sorted[i];
    if (there && there.first <= range.last)
      return { range: { first: there.first, last: there.last }, pool: there.pool };
  }
  return undefined;
};

/** The writes that give a pool these stretches of a space, or the overlap that forbids it. */
export const takeSteps = async (space: string, pool: string, set: readonly Interval[]): Promise<Step[] | Overlap> => {
  const steps: Step[] = [];
  for (const { part, next } of await load(space, set)) {
    const overlap = overlapIn(part.entries, set);
    if (overlap) return overlap;
    const mine = within(
      set.map((one) => ({ ...one, pool })),
      part.first,
      next?.first,
    );
    if (mine.length > 0) steps.push(...rewrite(space, part, [...part.entries, ...mine]));
  }
  return steps;
};

/** The writes that give a space back what a pool has of these stretches, one for each part of the space that has any. */
export const giveBackSteps = async (space: string, pool: string, set: readonly Interval[]): Promise<Step[]> => {
  const steps: Step[] = [];
  for (const { part } of await load(space, set)) {
    if (!part.entries.some((entry) => entry.pool === pool)) continue;
    const left = part.entries.flatMap((entry) => (entry.pool === pool ? cutOut(entry, set) : [entry]));
    steps.push(...rewrite(space, part, left));
  }
  return steps;
};

const cutOut = (entry: Entry, set: readonly Interval[]): Entry[] => {
  const left: Entry[] = [];
  let from = entry.first;
  for (const { first, last } of set) {
    if (last < from || first > entry.last) continue;
    if (first > from) left.push({ ...entry, first: from, last: first - 1n });
    from = last + 1n;
  }
  if (from <= entry.last) left.push({ ...entry, first: from, last: entry.last });
  return left;
};

export const isOverlap = (found: Step[] | Overlap): found is Overlap => !Array.isArray(found);
