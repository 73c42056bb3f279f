/**
 * Sets of numbers as sorted lists of intervals that neither overlap nor touch. All arithmetic of ranges is done here;
 * the numbers are places on the line of all addresses (see ip-ranges.ts).
 */
export interface Interval {
  first: bigint;
  /** Included. */
  last: bigint;
}

export const sizeOf = ({ first, last }: Interval): bigint => last - first + 1n;

/** How many numbers a set has. */
export const totalOf = (set: readonly Interval[]): bigint => set.reduce((sum, one) => sum + sizeOf(one), 0n);

const byFirst = (a: Interval, b: Interval): number => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0);

/** The set that has every number of the list. */
export const union = (list: readonly Interval[]): Interval[] => {
  const set: Interval[] = [];
  for (const { first, last } of [...list].sort(byFirst)) {
    const open = set.at(-1);
    if (open && first <= open.last + 1n) open.last = last > open.last ? last : open.last;
    else set.push({ first, last });
  }
  return set;
};

/** What both have. */
export const intersect = (a: readonly Interval[], b: readonly Interval[]): Interval[] => {
  const both: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i] as Interval, b[j] as Interval];
    const first = one.first > other.first ? one.first : other.first;
    const last = one.last < other.last ? one.last : other.last;
    if (first <= last) both.push({ first, last });
    if (one.last < other.last) i += 1;
    else j += 1;
  }
  return both;
};

/** What `a` has and `b` has not. */
export const subtract = (a: readonly Interval[], b: readonly Interval[]): Interval[] => {
  const left: Interval[] = [];
  let j = 0;
  for (const { first, last } of a) {
    let from = first;
    while (j < b.length && (b[j] as Interval).last < from) j += 1;
    for (let k = j; k < b.length && (b[k] as Interval).first <= last; k += 1) {
      const hole = b[k] as Interval;
      if (hole.first > from) left.push({ first: from, last: hole.first - 1n });
      from = hole.last + 1n;
    }
    if (from <= last) left.push({ first: from, last });
  }
  return left;
};

/** The interval of the set that has the number or, where none has, the next one after it. */
const indexAt = (set: readonly Interval[], at: bigint): number => {
  let [low, high] = [0, set.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[middle] as Interval).last < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

export const contains = (set: readonly Interval[], at: bigint): boolean => {
  const found = set[indexAt(set, at)];
  return found !== undefined && found.first <= at;
};

/** Puts an interval into a set in place; gives what of it was there already. */
export const insert = (set: Interval[], { first, last }: Interval): Interval[] => {
  const from = indexAt(set, first);
  let to = from;
  while (to < set.length && (set[to] as Interval).first <= last) to += 1;
  const there = intersect(set.slice(from, to), [{ first, last }]);
  const [low, high] = [set[from], set[to - 1]];
  const merged = {
    first: to > from && low && low.first < first ? low.first : first,
    last: to > from && high && high.last > last ? high.last : last,
  };
  set.splice(from, to - from, merged);
  return there;
};

/** Whether the set has all of it. */
export const includes = (set: readonly Interval[], { first, last }: Interval): boolean => {
  const found = set[indexAt(set, first)];
  return found !== undefined && found.first <= first && last <= found.last;
};

/** The numbers of a set from one on, in order, at most so many of them, as intervals. */
export const take = (set: readonly Interval[], from: bigint, most: bigint): Interval[] => {
  const taken: Interval[] = [];
  let left = most;
  for (let i = indexAt(set, from); i < set.length && left > 0n; i += 1) {
    const { first, last } = set[i] as Interval;
    const start = first > from ? first : from;
    const end = last - start + 1n > left ? start + left - 1n : last;
    taken.push({ first: start, last: end });
    left -= end - start + 1n;
  }
  return taken;
};

/** Each number of a set, which must be small. */
export function* numbersOf(set: readonly Interval[]): Generator<bigint> {
  for (const { first, last } of set) for (let at = first; at <= last; at += 1n) yield at;
}

/** Coarser: the set of `number >> bits`. */
export const shrink = (set: readonly Interval[], bits: bigint): Interval[] =>
  union(set.map(({ first, last }) => ({ first: first >> bits, last: last >> bits })));
