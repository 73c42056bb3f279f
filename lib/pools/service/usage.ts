import * as clock from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { poolChanging, poolCounting, poolUnknown } from '../errors.ts';
import { asCount } from '../ip-ranges.ts';
import type { Usage } from '../model.ts';
import { type PoolRecord, sizesOf } from '../records.ts';
import { countBack } from '../repository/free-index.ts';
import { pagesOfNamed, pagesOfResources } from '../repository/resources.ts';
import * as repository from '../repository/usage-counters.ts';
import { type Counts, countUsage, isNothing, minus, NOTHING, plus } from '../usage-counters.ts';
import { isThere } from './lifecycle.ts';

const find = async (id: string): Promise<repository.UsageRecord> => {
  const found = await repository.find(id);
  if (!found || !isThere(found.pool)) throw poolUnknown(id);
  return found;
};

/** A millisecond later: the stretch of a query begins with its `from`, and we mean what comes after that. */
const after = (at: Date, seconds = 0): string => clock.iso(clock.later(at, seconds * 1000 + 1));

/** Leases end and cool-downs pass with no write that could be counted: what is left of them, the index tells. */
const judge = async (pool: PoolRecord, { total, held, timed }: Counts, now: Date): Promise<Usage> => {
  const { coolDownSeconds = 0 } = pool;
  const sizes = sizesOf(pool);
  const all = sizes.total + BigInt(total);
  const [leased, ended, cooling] =
    timed === 0
      ? [0, 0, 0]
      : await Promise.all([
          countBack(pool, 'leased', after(now, coolDownSeconds)),
          coolDownSeconds
            ? countBack(pool, 'leased', after(now), clock.iso(clock.later(now, coolDownSeconds * 1000)))
            : 0,
          countBack(pool, 'cooling', after(now)),
        ]);
  // Changes are counted one after another, so what is allocated may be counted before what it replaces is not any more.
  const counted = sizes.inBlocks + BigInt(held + leased);
  const allocated = counted > all ? all : counted;
  return {
    total: asCount(all),
    allocated: asCount(allocated),
    released: asCount(all - allocated),
    cooling: ended + cooling,
  };
};

/**
 * How much of a pool is in use, from counts that follow every change within moments: one request however big the pool,
 * and three counts of the index more where something is leased or cools down. @throws AppError 404.
 */
export const usage = async (id: string, { now = clock.now }: { now?: () => Date } = {}): Promise<Usage> => {
  const { pool, ranged, named } = await find(id);
  return judge(pool, plus(ranged, named), now());
};

/** The same of a pool that was read already; one that has resources by their items is read once more. */
export const usageIn = async (pool: PoolRecord, now: Date): Promise<Usage> => {
  if (pool.legacy) return usage(pool.id, { now: () => now });
  return judge(pool, { total: 0, held: pool.held, timed: pool.timed }, now);
};

export interface Recount extends Usage {
  /** By how much the kept counts were wrong: 0 when they are proved right. */
  drift: number;
}

const LOOKS = 5;
const STEP_MS = 100;

/** The counts when every change that there is at this moment is in them. @throws AppError 503 when the stream is late. */
const caughtUp = async (id: string, patienceMs: number): Promise<repository.UsageRecord> => {
  const token = randomId();
  const { pool } = await find(id);
  await repository.sendMarks(pool, token);
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += STEP_MS) {
    const found = await find(id);
    if (Object.values(found.reached).every((reached) => reached === token)) return found;
    await clock.sleep(STEP_MS);
  }
  throw poolCounting(id);
};

/** Every resource of a pool, counted: those of its ranges, and those that are there by their item. */
const countAll = async (pool: PoolRecord): Promise<{ ranged: Counts; named: Counts }> => {
  let [all, named] = [NOTHING, NOTHING];
  for await (const page of pagesOfResources(pool)) all = plus(all, countUsage(page));
  for await (const page of pagesOfNamed(pool)) named = plus(named, countUsage(page));
  return { ranged: minus(all, named), named };
};

const isQuiet = (a: repository.UsageRecord, b: repository.UsageRecord): boolean =>
  a.pool.born === b.pool.born && JSON.stringify(a.marks) === JSON.stringify(b.marks);

/**
 * Reads every resource of a pool and compares the kept counts with them; what is wrong is put right. The counts are a
 * little behind the resources, so they are compared when nothing has changed between two moments at which all was
 * counted. @throws AppError 404, or 503 when the pool changes all the time.
 */
export const recount = async (
  id: string,
  { now = clock.now, patienceMs = 8000 }: { now?: () => Date; patienceMs?: number } = {},
): Promise<Recount> => {
  let before = await caughtUp(id, patienceMs);
  for (let look = 0; look < LOOKS; look += 1) {
    const { ranged, named } = await countAll(before.pool);
    const kept = await caughtUp(id, patienceMs);
    const wrong = [minus(ranged, kept.ranged), minus(named, kept.named)];
    if (isQuiet(before, kept) && (wrong.every(isNothing) || (await repository.set(kept, ranged, named)))) {
      const drift = Math.max(...wrong.flatMap((counts) => Object.values(counts)).map(Math.abs));
      return { ...(await judge(kept.pool, plus(ranged, named), now())), drift };
    }
    before = kept;
  }
  throw poolChanging(id);
};
