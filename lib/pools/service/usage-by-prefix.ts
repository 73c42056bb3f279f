import * as clock from '#lib/core/clock';
import { poolUnknown } from '../errors.ts';
import { contains, type Interval, intersect, totalOf, union } from '../intervals.ts';
import { asCount, placeOf } from '../ip-ranges.ts';
import type { BlockUsage } from '../model.ts';
import { type Prefix, partsOf, prefixesOf, textOf } from '../prefix.ts';
import { blocksOf, type PoolRecord, type ResourceRecord, rangesOf } from '../records.ts';
import * as pools from '../repository/pools.ts';
import { listBetween, pagesOfNamed } from '../repository/resources.ts';
import { isHeld } from '../resource-state.ts';
import { adopted, isThere } from './lifecycle.ts';

/** Resources that are there by their item, of a release before 0.2. */
const namedIn = async (pool: PoolRecord): Promise<ResourceRecord[]> => {
  const found: ResourceRecord[] = [];
  for await (const page of pagesOfNamed(pool)) found.push(...page);
  return found;
};

/** How many of some places, in numeric order of the parts, are in each part. */
const countIn = (parts: readonly Prefix[], places: readonly bigint[]): Map<Prefix, number> => {
  const [first] = parts;
  const counts = new Map<Prefix, number>();
  if (!first) return counts;
  const size = first.last - first.first + 1n;
  for (const place of places) {
    const part = place < first.first ? undefined : parts[Number((place - first.first) / size)];
    if (part) counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return counts;
};

/** The longest prefixes that have all addresses of a pool, one for each family, and the use of the parts of one. */
export interface UsageByPrefix {
  prefixes: string[];
  blocks: BlockUsage[];
}

/**
 * How much of each of the up to 256 parts of a prefix is in use; those that have no address of the pool are left out.
 * Without `within`, of the longest prefix that has all addresses. Reads whatever has an item in it. @throws AppError 404.
 */
export const usageByPrefix = async (
  id: string,
  within: Prefix | undefined,
  { now = clock.now }: { now?: () => Date } = {},
): Promise<UsageByPrefix> => {
  const found = await pools.find(id);
  if (!isThere(found)) throw poolUnknown(id);
  const pool = await adopted(found);
  const named = await namedIn(pool);
  const singles = named.map(({ ip_address }) => placeOf(ip_address)).map((place) => ({ first: place, last: place }));
  const all: Interval[] = union([...rangesOf(pool), ...singles]);
  const prefixes = prefixesOf(all);
  const asked = within ?? prefixes[0];
  if (!asked) return { prefixes: [], blocks: [] };
  const at = clock.iso(now());
  const blocks = blocksOf(pool);
  const records = [...named, ...(await listBetween(pool, asked.first, asked.last))];
  const single = records.filter(({ ip_address }) => !contains(blocks, placeOf(ip_address)));
  const placesOf = (some: readonly ResourceRecord[]): bigint[] => some.map(({ ip_address }) => placeOf(ip_address));
  const parts = partsOf(asked);
  const held = countIn(parts, placesOf(single.filter((one) => isHeld(one, at))));
  const cooling = countIn(
    parts,
    placesOf(single.filter((one) => !isHeld(one, at) && one.backAt !== undefined && one.backAt > at)),
  );
  const used = parts.map((part) => ({
    prefix: textOf(part),
    total: totalOf(intersect(all, [part])),
    allocated: totalOf(intersect(blocks, [part])) + BigInt(held.get(part) ?? 0),
    cooling: cooling.get(part) ?? 0,
  }));
  return {
    prefixes: prefixes.map(textOf),
    blocks: used
      .filter(({ total }) => total > 0n)
      .map((part) => ({ ...part, total: asCount(part.total), allocated: asCount(part.allocated) })),
  };
};
