import * as clock from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { poolInUse, poolUnknown } from '../errors.ts';
import type { PoolRecord } from '../records.ts';
import * as pools from '../repository/pools.ts';
import { clear } from '../repository/removal.ts';
import { isInUse, type LifecycleOptions, settle } from './lifecycle.ts';
import { forget } from './pool-cache.ts';

/** Removes what is left of a pool that is gone for callers. @throws AppError 404 when another deletion was faster. */
const finish = async (pool: PoolRecord): Promise<void> => {
  await clear(pool);
  const there = await pools.end(pool);
  // A new pool may have taken the place of ours before we came to the end.
  if (there !== 'ended' && there?.after !== pool.deletion) throw poolUnknown(pool.id);
};

/**
 * Deletes a pool with its resources, if none is allocated; else nothing. A repeat after a crash finishes what was begun.
 * A new pool that takes the id meanwhile stays. @throws AppError 404, or 409 while a resource is allocated.
 */
export const remove = async (id: string, { now = clock.now }: LifecycleOptions = {}): Promise<void> => {
  for (;;) {
    forget(id);
    const pool = await settle(id, { now });
    if (!pool) throw poolUnknown(id);
    if (pool.stage === 'REMOVING') return finish(pool);
    if (await isInUse(pool, now)) throw poolInUse(id);
    const deletion = randomId();
    const sealing = await pools.change(pool, { set: { stage: 'SEALING', deletion } });
    const there = await settle(id, { now });
    if (there?.stage === 'REMOVING' && there.deletion === deletion) return finish(there);
    // A new pool has taken the place of ours: who made it has done the rest of the deletion.
    if (there?.after === deletion) return;
    // Another call was faster; or the answer was lost, and it was decided by others before it was sent again.
    if (!sealing) continue;
    if (there?.born === pool.born) throw poolInUse(id);
    throw poolUnknown(id);
  }
};
