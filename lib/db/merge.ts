import { compareBytes } from '#lib/core/text';
import type { Item } from './requests.ts';

/** What one shard answered: its entries in order, and where it goes on. */
export interface Part {
  items: Item[];
  next: Item | undefined;
}

const bySort =
  (backwards: boolean) =>
  (a: Item, b: Item): number =>
    compareBytes(String(a.isk), String(b.isk)) * (backwards ? -1 : 1);

/** Entries of all parts in one order; those of a part stay in the order that they came in. */
const inOrder = (parts: readonly Part[], compare: (a: Item, b: Item) => number): Item[] =>
  parts.flatMap(({ items }) => items).sort(compare);

/**
 * One page of a list whose shards were asked for a page each. A shard that goes on has told nothing of what comes after
 * its page, so the list's page ends where the first of those ends.
 */
export const mergeParts = (
  parts: readonly Part[],
  { limit = Number.POSITIVE_INFINITY, backwards = false }: { limit?: number | undefined; backwards?: boolean } = {},
): Part => {
  const compare = bySort(backwards);
  const [horizon] = parts.flatMap(({ next }) => (next ? [next] : [])).sort(compare);
  const known = inOrder(parts, compare).filter((item) => !horizon || compare(item, horizon) <= 0);
  const items = known.slice(0, limit);
  const isAll = horizon === undefined && items.length === known.length;
  return { items, next: isAll ? undefined : known.length > items.length ? items.at(-1) : horizon };
};
