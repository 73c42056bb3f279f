import { createHash } from 'node:crypto';
import { addressesIn, resourcesOf } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { type PoolRecord, ResourceRecord } from '../records.ts';
import { SLOT_BITS, sortable } from './spots.ts';

/** Those of a pool's ranges from one place to another that have an item, in order; each shard is read by itself. */
export const listBetween = async (
  pool: PoolRecord,
  first: bigint,
  last: bigint,
  options: { consistent?: boolean } = {},
): Promise<ResourceRecord[]> => {
  const slots = (last >> SLOT_BITS) - (first >> SLOT_BITS) + 1n;
  const shards = slots >= BigInt(pool.shards) ? pool.shards : Number(slots);
  const from = Number((first >> SLOT_BITS) % BigInt(pool.shards));
  const lists = await Promise.all(
    Array.from({ length: shards }, async (_, n) => {
      const found: ResourceRecord[] = [];
      const keyQuery = addressesIn(pool.born, (from + n) % pool.shards, sortable(first), sortable(last));
      for await (const items of table.queryAll(keyQuery, options))
        found.push(...items.map((item) => ResourceRecord.parse(item)));
      return found;
    }),
  );
  return lists.flat();
};

/** Every resource that is there by its item, page by page. */
export async function* pagesOfNamed(pool: PoolRecord): AsyncGenerator<ResourceRecord[]> {
  if (!pool.legacy) return;
  for await (const items of table.queryAll(resourcesOf(pool.id)))
    yield items.filter(({ born }) => born === pool.born).map((item) => ResourceRecord.parse(item));
}

/** Every resource of the ranges that has an item, page by page, in the order of a shard. */
async function* pagesOfRanged(pool: PoolRecord): AsyncGenerator<ResourceRecord[]> {
  for (let shard = 0; shard < pool.shards; shard += 1)
    for await (const items of table.queryAll(addressesIn(pool.born, shard)))
      yield items.map((item) => ResourceRecord.parse(item));
}

/** Every resource that has an item, page by page. */
export async function* pagesOfResources(pool: PoolRecord): AsyncGenerator<ResourceRecord[]> {
  yield* pagesOfNamed(pool);
  yield* pagesOfRanged(pool);
}

/** What one reading of a pool showed: a digest of every state and its claim, and what the caller made of each. */
export const collect = async (pool: PoolRecord, see: (record: ResourceRecord) => void): Promise<string> => {
  const hash = createHash('sha256').update(`${pool.born} ${pool.version}`);
  for await (const page of pagesOfResources(pool))
    for (const one of page) {
      const { id, status, claim, owner, leaseUntil, backAt } = one;
      hash.update(JSON.stringify([id, status, claim, owner, leaseUntil, backAt]));
      see(one);
    }
  return hash.digest('base64');
};
