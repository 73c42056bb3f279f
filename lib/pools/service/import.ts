import { isDeepStrictEqual } from '#lib/core/deep-equal';
import type { FieldError } from '#lib/core/errors';
import { faultsIn, type ImportPlan, refusedFor, UNCHANGED } from '#lib/core/import-plan';
import { type Interval, intersect, subtract, totalOf, union } from '../intervals.ts';
import { addressAt, asCount, asRanges, placeOf, readEntries } from '../ip-ranges.ts';
import type { ImportedPool } from '../model.ts';
import { networkFaults } from '../network.ts';
import { type PoolRecord, rangesOf } from '../records.ts';
import * as repository from '../repository/pools.ts';
import { pagesOfNamed } from '../repository/resources.ts';
import { assertNoTwins, assertOneChange, create, placeInSpace } from './create.ts';
import { edit } from './heads.ts';
import { adopted, isThere } from './lifecycle.ts';

/** The addresses that a line tells of; undefined where it tells of none. */
const addressesOf = ({ ranges, resources }: ImportedPool): Interval[] | undefined => {
  const entries = ranges ?? resources;
  return entries && union(readEntries(entries).intervals);
};

/** A page of a big pool's list has the first of its addresses alone, and tells how many there are. */
const totalFaults = (row: ImportedPool, set: readonly Interval[]): FieldError[] => {
  const there = asCount(totalOf(set));
  if (row.total === undefined || String(row.total) === String(there)) return [];
  const path = row.ranges ? 'ranges' : 'resources';
  return [{ path, message: `has ${there} of the ${row.total} addresses; write them as blocks or ranges` }];
};

const SHOWN = 5;

const sentence = (what: string, set: readonly Interval[]): string => {
  const ranges = asRanges(set);
  const more = ranges.length > SHOWN ? ` and ${ranges.length - SHOWN} more` : '';
  return set.length === 0 ? '' : `; ${what} ${ranges.slice(0, SHOWN).join(', ')}${more}`;
};

/** Addresses are added to a pool, and removed, by their own calls. */
const addressFaults = async (pool: PoolRecord, wanted: Interval[] | undefined): Promise<FieldError[]> => {
  if (wanted === undefined) return [];
  const named: Interval[] = [];
  for await (const page of pagesOfNamed(pool))
    for (const { ip_address } of page) named.push({ first: placeOf(ip_address), last: placeOf(ip_address) });
  const there = union([...rangesOf(await adopted(pool)), ...named]);
  const [added, removed] = [subtract(wanted, there), subtract(there, wanted)];
  if (added.length === 0 && removed.length === 0) return [];
  const differs = `are not those of the pool${sentence('it has not', added)}${sentence('it also has', removed)}`;
  return [{ path: 'resources', message: `${differs}. Add and remove addresses by their own calls` }];
};

/** `short`: what is wrong with the line already. */
const planChange = async (row: ImportedPool, pool: PoolRecord, short: FieldError[]): Promise<ImportPlan> => {
  const { id, name, description, network, cool_down_seconds: coolDownSeconds, space } = row;
  const faults = short.length > 0 ? [...short] : await addressFaults(pool, addressesOf(row));
  if (space !== undefined && space !== pool.space)
    faults.push({ path: 'space', message: `cannot be changed; it is ${pool.space ?? 'none'}` });
  faults.push(...networkFaults(network, rangesOf(pool)));
  if (faults.length > 0) return refusedFor(...faults);
  const now = { coolDownSeconds: 0, ...pool };
  const wanted = Object.entries({ name, description, network, coolDownSeconds });
  const changes = Object.fromEntries(
    wanted.filter(([key, value]) => value !== undefined && !isDeepStrictEqual(value, now[key as keyof PoolRecord])),
  );
  if (Object.keys(changes).length === 0) return UNCHANGED;
  return { outcome: 'updated', apply: () => edit(id, changes) };
};

const faultsOf = async (check: () => unknown): Promise<FieldError[]> => {
  try {
    await check();
    return [];
  } catch (error) {
    return faultsIn(error);
  }
};

/** What would be refused of a new pool as things are. */
const creationFaults = async (row: ImportedPool, set: Interval[]): Promise<FieldError[]> => [
  ...(row.name === undefined ? [{ path: 'name', message: 'must be there: the pool is new' }] : []),
  ...(await faultsOf(() => assertNoTwins(set))),
  ...networkFaults(row.network, set),
  ...(await faultsOf(async () => assertOneChange((await placeInSpace(row, set)) ?? []))),
];

/** Of several new pools of a space with an address in common the first counts. */
const overlapIn = (earlier: readonly { id: string; set: Interval[] }[], set: Interval[]): FieldError[] => {
  for (const other of earlier) {
    const [range] = intersect(other.set, set);
    if (range) return [{ path: 'resources', message: `${addressAt(range.first)} is in pool ${other.id} of this file` }];
  }
  return [];
};

/** Plans what importing pools comes to. Who holds an address is not imported, and what a pool has is not changed. */
export const planImport = async (rows: readonly ImportedPool[]): Promise<ImportPlan[]> => {
  const found = await repository.findMany(rows.map(({ id }) => id));
  const there = new Map(found.filter(isThere).map((pool) => [pool.id, pool]));
  const inSpaces = new Map<string, { id: string; set: Interval[] }[]>();
  const plans: ImportPlan[] = [];
  for (const row of rows) {
    const { id, space, name = '', description, network, cool_down_seconds: coolDownSeconds } = row;
    const set = addressesOf(row) ?? [];
    const short = totalFaults(row, set);
    const pool = there.get(id);
    if (pool) {
      plans.push(await planChange(row, pool, short));
      continue;
    }
    const earlier = space === undefined ? [] : (inSpaces.get(space) ?? []);
    const faults = [...short, ...overlapIn(earlier, set), ...(await creationFaults(row, set))];
    if (faults.length > 0) {
      plans.push(refusedFor(...faults));
      continue;
    }
    if (space !== undefined) inSpaces.set(space, [...earlier, { id, set }]);
    const wanted = { name, addresses: asRanges(set), space, description, network, coolDownSeconds };
    plans.push({ outcome: 'created', apply: () => create(id, wanted) });
  }
  return plans;
};
