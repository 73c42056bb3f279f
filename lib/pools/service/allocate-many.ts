import * as clock from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { count as countMetric } from '#lib/core/metrics';
import { TransactionCanceled } from '#lib/db/errors';
import { type Resource, ResourceRecord } from '../model.ts';
import * as repository from '../repository/resources.ts';
import { isFree } from '../resource-state.ts';
import { answered, exhausted } from './allocate.ts';
import { freeCache } from './free-cache.ts';
import { contended, findAllFree } from './free-resources.ts';
import { unseal } from './lifecycle.ts';

const TRIES = 20;

/** `count` resources that are free: those that the index tells of, or else by consistent readings of the whole pool. */
const findSome = async (pool: string, count: number, start: string, now: () => Date): Promise<ResourceRecord[]> => {
  const areFree = (resources: ResourceRecord[]) => resources.filter((resource) => isFree(resource, clock.iso(now())));
  const ids = await repository.findFree(pool, start, count);
  const hinted = areFree(await repository.findResources(ids.map((id) => ({ pool, id }))));
  if (hinted.length === count) return hinted;
  const free = await findAllFree(pool, count, { now, freeCache });
  if (free.length < count) throw exhausted(pool, count);
  const first = Math.floor(Math.random() * free.length);
  return [...free.slice(first), ...free.slice(0, first)].slice(0, count);
};

/**
 * Allocates `count` (up to 100) resources, all or none: one transaction.
 * @throws AppError 404, or 409 when fewer than that are left.
 */
export const allocateMany = async (
  pool: string,
  count: number,
  ttlSeconds: number | undefined,
  { now = clock.now, start = randomId }: { now?: () => Date; start?: () => string } = {},
): Promise<Resource[]> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const some = await findSome(pool, count, start(), now);
    const at = now();
    const terms = { ttlSeconds, coolDownSeconds: some[0]?.coolDownSeconds };
    try {
      await repository.allocateAll(
        pool,
        some.map(({ id }) => id),
        terms,
        at,
      );
      countMetric('AddressesAllocated', some.length);
      const leaseUntil = ttlSeconds === undefined ? undefined : clock.iso(clock.later(at, ttlSeconds * 1000));
      return some.map(({ id, ip_address, born }) =>
        answered({ id, ip_address, born, status: 'ALLOCATED', leaseUntil }, terms, clock.iso(at)),
      );
    } catch (error) {
      if (!(error instanceof TransactionCanceled)) throw error;
      for (const refusal of error.refusals)
        if (refusal?.item?.seal !== undefined) await unseal(pool, ResourceRecord.parse(refusal.item), { now });
      await clock.sleep(clock.jitter(attempt));
    }
  }
  throw contended(pool);
};
