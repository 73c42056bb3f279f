import { sortableIp } from '#lib/core/address';
import { batchGet } from '#lib/db/batch';
import { atMost, isNew } from '#lib/db/conditions';
import { ConditionFailed } from '#lib/db/errors';
import { ownerKey, poolNetKey, poolNetsIn, poolsBeforeKey } from '#lib/db/keys';
import { type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import type { Interval } from '../intervals.ts';
import { addressAt, isV4 } from '../ip-ranges.ts';
import { type PoolRecord, rangesOf } from '../records.ts';
import * as pools from './pools.ts';

/**
 * Where pools lie, so that those that have an address are found without asking each: a pool's ranges are covered by a
 * few stretches, each kept under the shortest of a few prefixes that has all of it. An address is in one prefix of each
 * length, so a search is as many queries as there are lengths, however many pools there are.
 */
const V4_LENGTHS = [0, 8, 16, 24, 32];
const V6_LENGTHS = [0, 16, 32, 48, 64, 80, 96, 112, 128];

/** The most stretches that cover one pool; what lies between two ranges is covered along with them. */
const STRETCHES = 4;

const V6_BEGINS = 1n << 32n;

const prefixOf = (place: bigint, length: number): string => {
  const bits = isV4(place) ? 32 : 128;
  const value = isV4(place) ? place : place - V6_BEGINS;
  return `${bits === 32 ? 4 : 6}/${length}/${(value >> BigInt(bits - length)).toString(16)}`;
};

const prefixesOf = (place: bigint): string[] =>
  (isV4(place) ? V4_LENGTHS : V6_LENGTHS).map((length) => prefixOf(place, length));

/** The longest prefix that both ends share. */
const prefixFor = ({ first, last }: Interval): string =>
  prefixesOf(first)
    .filter((prefix, i) => prefix === prefixesOf(last)[i])
    .at(-1) ?? '';

/** A few stretches that have all of a set, with the widest gaps between them. */
export const cover = (set: readonly Interval[], most = STRETCHES): Interval[] => {
  const gaps = set.slice(1).map((one, i) => ({ i: i + 1, gap: one.first - (set[i] as Interval).last }));
  const crossing = gaps.filter(({ i }) => isV4((set[i - 1] as Interval).first) !== isV4((set[i] as Interval).first));
  const widest = gaps.sort((a, b) => (a.gap > b.gap ? -1 : 1)).slice(0, most - 1);
  const cuts = [...new Set([...crossing, ...widest].map(({ i }) => i))].sort((a, b) => a - b);
  const bounds = [0, ...cuts, set.length];
  return bounds.slice(1).flatMap((end, n) => {
    const some = set.slice(bounds[n], end);
    const [first, last] = [some[0], some.at(-1)];
    return first && last ? [{ first: first.first, last: last.last }] : [];
  });
};

const sortable = (place: bigint): string => sortableIp(addressAt(place));

const keysFor = (pool: string, set: readonly Interval[]) =>
  cover(set).map((stretch, n) => ({ stretch, key: poolNetKey(prefixFor(stretch), sortable(stretch.last), pool, n) }));

/** The writes that note where a pool lies, or that it lies elsewhere from now on. */
export const noteSteps = (pool: string, set: readonly Interval[], before: readonly Interval[] = []): Step[] => {
  const wanted = keysFor(pool, set);
  const kept = new Set(wanted.map(({ key }) => `${key.pk} ${key.sk}`));
  const gone = keysFor(pool, before).filter(({ key }) => !kept.has(`${key.pk} ${key.sk}`));
  return [
    ...wanted.map(({ stretch, key }) =>
      step.put({ ...key, type: 'pool-net', pool, first: sortable(stretch.first), last: sortable(stretch.last) }),
    ),
    ...gone.map(({ key }) => step.remove(key)),
  ];
};

/** Pools that may have an address: each is to be asked. */
export const poolsNear = async (place: bigint): Promise<string[]> => {
  const at = sortable(place);
  const found = new Set<string>();
  await Promise.all(
    prefixesOf(place).map(async (prefix) => {
      for await (const items of table.queryAll(poolNetsIn(prefix, at), { filter: atMost('first', at) }))
        for (const { pool } of items) found.add(String(pool));
    }),
  );
  return [...found];
};

/**
 * The pools of the release before, which are not among these: they are looked up once, and remembered. No such pool is
 * made any more.
 */
export const poolsBefore = async (): Promise<string[]> => {
  const known = await table.get(poolsBeforeKey);
  if (known) return known.pools as string[];
  const before: string[] = [];
  for await (const page of pools.pagesOfPools(undefined, 100))
    before.push(...page.filter(({ legacy }) => legacy).map(({ id }) => id));
  try {
    await table.put({ ...poolsBeforeKey, type: 'pools-before', pools: before }, isNew);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
  return before;
};

export const ownersBefore = (owner: string, poolIds: readonly string[]) =>
  batchGet(poolIds.map((pool) => ownerKey(pool, owner)));

/** Where a pool lies that is about to go. */
export const forgetSteps = (record: PoolRecord): Step[] => noteSteps(record.id, [], rangesOf(record));
