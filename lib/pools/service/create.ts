import * as clock from '#lib/core/clock';
import { conflict } from '#lib/core/errors';
import { randomId } from '#lib/core/ids';
import { ConditionFailed, TransactionCanceled } from '#lib/db/errors';
import { collapse } from '../ip-ranges.ts';
import { PoolRecord } from '../model.ts';
import * as repository from '../repository/pools.ts';
import { clear, furnish, isRefusal, settle } from './lifecycle.ts';

export interface NewPool {
  name: string;
  /** Each once, in canonical form. */
  addresses: readonly string[];
  coolDownSeconds?: number | undefined;
}

/** The pool that stands in the way of a beginning. */
const inTheWay = (error: unknown): PoolRecord | undefined => {
  if (!(error instanceof TransactionCanceled)) throw error;
  const item = error.refusals[0]?.item;
  return item && PoolRecord.parse(item);
};

const begin = async (header: PoolRecord, addresses: readonly string[]): Promise<PoolRecord | undefined> => {
  try {
    await repository.beginPool(header, addresses);
    return undefined;
  } catch (error) {
    return inTheWay(error);
  }
};

const isSame = (there: PoolRecord, { name, addresses, coolDownSeconds }: NewPool): boolean =>
  there.name === name &&
  there.coolDownSeconds === (coolDownSeconds || undefined) &&
  there.plan?.join() === collapse(addresses).join();

/** Writes the rest and ends the creation; whether this call is the one to be answered 201. */
const finish = async (header: PoolRecord, left: readonly string[] | undefined, steps: number): Promise<boolean> => {
  for (let first = true; ; first = false) {
    try {
      await furnish(header, first && left ? { left, steps } : { steps });
      await repository.endCreation(header);
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const there =
        error instanceof ConditionFailed && error.item
          ? PoolRecord.parse(error.item)
          : await repository.findPool(header.id);
      const isOurs = there?.born === header.born && there.maker === header.maker;
      if (!isOurs || there.stage !== 'CREATING') return isOurs;
    }
  }
};

const taken = (id: string) => conflict('pool.exists', `There is a pool ${id} already.`);

/**
 * Creates a pool with its addresses. Up to 98 of them are one transaction; a bigger pool is CREATING until the last
 * is written, and a repeat of the call after a crash finishes it. Of callers who race for an id, one succeeds.
 * @throws AppError 409 when the id is taken.
 */
export const create = async (
  id: string,
  pool: NewPool,
  { now = clock.now, steps = repository.STEPS }: { now?: () => Date; steps?: number } = {},
): Promise<void> => {
  const { name, addresses, coolDownSeconds } = pool;
  const maker = randomId();
  const first = addresses.slice(0, steps - 1);
  const left = addresses.slice(steps - 1);
  const header: PoolRecord = {
    id,
    name,
    born: maker,
    maker,
    stage: left.length > 0 ? 'CREATING' : 'ACTIVE',
    ...(left.length > 0 && { plan: collapse(addresses) }),
    ...(coolDownSeconds && { coolDownSeconds }),
  };
  for (;;) {
    let there = await begin(header, first);
    if (!there) {
      if (left.length > 0 && !(await finish(header, left, steps))) throw taken(id);
      return;
    }
    if (there.stage === 'CREATING' && isSame(there, pool)) {
      if (await resume(there, maker, steps)) return;
      throw taken(id);
    }
    there = await settle(id, { now });
    if (there?.stage === 'ACTIVE') throw taken(id);
    // What is left of the old pool goes first; its own item is replaced last, by the beginning of the new one.
    if (there) await clear(there);
    if (there?.deletion) header.after = there.deletion;
  }
};

const resume = async (there: PoolRecord, maker: string, steps: number): Promise<boolean> => {
  try {
    return await finish(await repository.takeOver(there, maker), undefined, steps);
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
};
