import * as clock from '#lib/core/clock';
import { unavailable } from '#lib/core/errors';
import type { ResourceRecord } from '../model.ts';
import { isFree } from '../resource-state.ts';
import type { freeCache } from './free-cache.ts';
import { settled } from './lifecycle.ts';

const READINGS = 12;

export const contended = (pool: string) =>
  unavailable('pool.contended', `Too many callers change pool ${pool} at once; try again shortly.`);

/**
 * Resources that are free by consistent readings of the whole pool: at least `wanted` of them, or else what there was at
 * a moment at which there were fewer, which two readings in a row that agree prove.
 * @throws AppError 404, or 503 when the pool changes all the time.
 */
export const findAllFree = async (
  pool: string,
  wanted: number,
  { now, freeCache: { collect } }: { now: () => Date; freeCache: typeof freeCache },
): Promise<ResourceRecord[]> => {
  let before: string | undefined;
  for (let reading = 0; reading < READINGS; reading += 1) {
    await settled(pool, { now });
    const at = clock.iso(now());
    const { digest, open } = await collect(pool);
    const free = open.filter((resource) => isFree(resource, at));
    if (free.length >= wanted || digest === before) return free;
    before = digest;
  }
  throw contended(pool);
};
