import { createHash } from 'node:crypto';
import * as clock from '#lib/core/clock';
import { coalesce } from '#lib/core/coalesce';
import { settings } from '#lib/core/settings';
import { poolContended } from '../errors.ts';
import { encodeIntervals } from '../interval-codec.ts';
import { contains, numbersOf, take, totalOf } from '../intervals.ts';
import { asRanges, placeOf } from '../ip-ranges.ts';
import { openOf, type PoolRecord, type ResourceRecord } from '../records.ts';
import * as pools from '../repository/pools.ts';
import { collect } from '../repository/resources.ts';
import { type Spot, spotAt, spotOf } from '../repository/spots.ts';
import { isFree } from '../resource-state.ts';
import { settled } from './lifecycle.ts';
import { gapsIn, noteExplored, unexploredOf } from './untouched.ts';

const READINGS = 12;
/** The most free resources that one reading keeps: nobody asks for more at once. */
const KEPT = 1000;

interface Reading {
  pool: PoolRecord;
  digest: string;
  free: Spot[];
  /** Whether addresses have no item although their slots are noted as explored. */
  hasGaps: boolean;
  /** Names who has what: the same until something has been released, added or removed. */
  holders: string;
}

/**
 * Reads every resource of a pool once. Pages are read one after another, so one reading is no snapshot. Two in a row with
 * the same digest are (double collect: Afek et al., "Atomic Snapshots of Shared Memory", 1993): every change of state
 * writes a fresh claim, so nothing has changed between them.
 */
const read = async (pool: PoolRecord, now: () => Date): Promise<Reading> => {
  const at = clock.iso(now());
  const open = openOf(pool);
  const free: Spot[] = [];
  let items = 0n;
  const holders = createHash('sha256').update(JSON.stringify(asRanges(open)));
  const see = (one: ResourceRecord): void => {
    const place = one.ranged ? placeOf(one.ip_address) : undefined;
    if (place !== undefined && !contains(open, place)) return;
    if (place !== undefined) items += 1n;
    // What cools down counts as held on: the end of an allocation keeps its name.
    if (!isFree(one, at)) holders.update(`${one.id} ${one.allocation ?? one.ended ?? one.claim}`);
    else if (free.length < KEPT) free.push(place === undefined ? spotOf(pool, one) : spotAt(pool, place));
  };
  const digest = await collect(pool, see);
  return { pool, digest, free, hasGaps: items < totalOf(open), holders: holders.digest('base64') };
};

const SLOTS_AT_ONCE = 16n;

/** At least `wanted` addresses that nobody has touched, by consistent reads, or all there are. */
const findUntouched = async (pool: PoolRecord, wanted: number): Promise<Spot[]> => {
  const found: Spot[] = [];
  const done: bigint[] = [];
  const unexplored = unexploredOf(pool);
  for (let from = unexplored[0]?.first; from !== undefined && found.length < wanted; ) {
    const slots = [...numbersOf(take(unexplored, from, SLOTS_AT_ONCE))];
    const gaps = await Promise.all(slots.map((slot) => gapsIn(pool, slot)));
    found.push(...gaps.flat());
    done.push(...slots.filter((_, i) => gaps[i]?.length === 0));
    const last = slots.at(-1);
    from = last === undefined ? undefined : take(unexplored, last + 1n, 1n)[0]?.first;
  }
  await noteExplored(pool, done);
  return found;
};

/** Notes that a pool was found exhausted, for its event: once while those hold its addresses who hold them now. */
const noteExhausted = async (pool: PoolRecord, holders: string): Promise<void> => {
  if (settings().EVENTS === 'off' || pool.exhausted === holders) return;
  await pools.noteExhausted(pool, holders);
};

const forgetExplored = async (pool: PoolRecord): Promise<void> =>
  void (await pools.change(pool, { set: { explored: encodeIntervals([]) } }));

/**
 * Resources that are free by consistent readings: at least `wanted` of them, or else what there was at a moment at which
 * there were fewer, which two readings in a row that agree prove. A pool of any size with untouched addresses is never
 * read as a whole. @throws AppError 404, or 503 when the pool changes all the time.
 */
const findAllFree = async (id: string, wanted: number, now: () => Date): Promise<Spot[]> => {
  let before: string | undefined;
  for (let reading = 0; reading < READINGS; reading += 1) {
    const pool = await settled(id, { now });
    const untouched = await findUntouched(pool, wanted);
    if (untouched.length >= wanted) return untouched;
    const { digest, free, hasGaps, holders } = await read(pool, now);
    // What nobody had touched a moment ago may have been held and released since, and is in both.
    const found = [...new Map([...untouched, ...free].map((spot) => [spot.id, spot])).values()];
    if (found.length === 0 && digest === before) await noteExhausted(pool, holders);
    if (found.length >= wanted || digest === before) return found;
    // Untouched ones are counted as gaps, too; without them, slots were noted that have some again.
    if (hasGaps && untouched.length === 0) await forgetExplored(pool);
    else before = digest;
  }
  throw poolContended(id);
};

const shared = new Map<number, (id: string) => Promise<Spot[]>>();

/** The same for all callers of this process who ask at the same time. */
export const findFree = (id: string, wanted: number, now: () => Date): Promise<Spot[]> => {
  if (now !== clock.now) return findAllFree(id, wanted, now);
  const known = shared.get(wanted) ?? coalesce((pool: string) => findAllFree(pool, wanted, clock.now));
  shared.set(wanted, known);
  return known(id);
};
