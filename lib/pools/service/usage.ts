import * as clock from '#lib/core/clock';
import { unavailable } from '#lib/core/errors';
import { randomId } from '#lib/core/ids';
import { ConditionFailed } from '#lib/db/errors';
import type { PoolRecord, Usage } from '../model.ts';
import { countBack, listResources } from '../repository/resources.ts';
import * as repository from '../repository/usage-counters.ts';
import { type Counts, countUsage, isNothing, minus } from '../usage-counters.ts';
import { poolUnknown } from './lifecycle.ts';

const find = async (pool: string) => {
  const found = await repository.findUsage(pool);
  if (!found || found.header.stage === 'REMOVING') throw poolUnknown(pool);
  return found;
};

/** A millisecond later: the stretch of a question begins with its `from`, and we mean what comes after that. */
const after = (at: Date, seconds = 0): string => clock.iso(clock.later(at, seconds * 1000 + 1));

/** Leases end and cool-downs pass with no write that could be counted: what is left of them, the index tells. */
const judge = async (
  { id, coolDownSeconds = 0 }: PoolRecord,
  { total, held, timed }: Counts,
  now: Date,
): Promise<Usage> => {
  if (timed === 0) return { total, allocated: held, released: total - held, cooling: 0 };
  const [leased, ended, cooling] = await Promise.all([
    countBack(id, 'leased', after(now, coolDownSeconds)),
    coolDownSeconds ? countBack(id, 'leased', after(now), clock.iso(clock.later(now, coolDownSeconds * 1000))) : 0,
    countBack(id, 'cooling', after(now)),
  ]);
  const allocated = held + leased;
  return { total, allocated, released: total - allocated, cooling: ended + cooling };
};

/**
 * How much of a pool is in use, from counts that follow every change within moments: one request however big the pool,
 * and three counts of the index more where something is leased or cools down. @throws AppError 404.
 */
export const usage = async (pool: string, { now = clock.now }: { now?: () => Date } = {}): Promise<Usage> => {
  const { header, kept } = await find(pool);
  return judge(header, kept, now());
};

export interface Recount extends Usage {
  /** By how much the kept counts were wrong: 0 when they are proved right. */
  drift: number;
}

const LOOKS = 5;
const STEP_MS = 100;

/** The counts when every change that there is at this moment is in them. @throws AppError 503 when the stream is late. */
const caughtUp = async (pool: string, patienceMs: number) => {
  const token = randomId();
  const { header } = await find(pool);
  await repository.sendMark(pool, header.born, token);
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += STEP_MS) {
    const found = await find(pool);
    if (found.kept.reached === token) return found;
    await clock.sleep(STEP_MS);
  }
  throw unavailable('pool.counting', `The changes of pool ${pool} are still being counted; try again shortly.`, 10);
};

/**
 * Reads every resource of a pool and holds the kept counts against them; what is wrong is put right. The counts are a
 * little behind the resources, so they are held against each other when nothing has changed between two moments at
 * which all was counted. @throws AppError 404, or 503 when the pool changes all the time.
 */
export const recount = async (
  pool: string,
  { now = clock.now, patienceMs = 8000 }: { now?: () => Date; patienceMs?: number } = {},
): Promise<Recount> => {
  let before = await caughtUp(pool, patienceMs);
  for (let look = 0; look < LOOKS; look += 1) {
    const counted = countUsage(await listResources(pool));
    const { header, kept } = await caughtUp(pool, patienceMs);
    if (kept.mark === before.kept.mark && kept.born === before.kept.born && (await repaired(pool, kept, counted))) {
      const drift = Math.max(...Object.values(minus(counted, kept)).map(Math.abs));
      return { ...(await judge(header, counted, now())), drift };
    }
    before = { header, kept };
  }
  throw unavailable('pool.changing', `Pool ${pool} changes all the time; recount it in a quieter moment.`, 10);
};

const repaired = async (pool: string, kept: repository.UsageRecord, counted: Counts): Promise<boolean> => {
  if (isNothing(minus(counted, kept))) return true;
  try {
    await repository.setCounts(pool, kept, counted);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};
