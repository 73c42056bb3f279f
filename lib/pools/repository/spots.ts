import { sortableIp } from '#lib/core/address';
import { addressKey, type Key, resourceKey } from '#lib/db/keys';
import { addressAt } from '../ip-ranges.ts';
import type { PoolRecord, ResourceRecord } from '../records.ts';
import { idAt } from '../resource-id.ts';

/** Slots of so many addresses (2^6) are explored as one, and lie in one partition. */
export const SLOT_BITS = 6n;

/** A resource that can be allocated, and where it is kept. `place` is missing where it is there by its item. */
export interface Spot {
  pool: PoolRecord;
  id: string;
  address: string;
  place?: bigint | undefined;
  key: Key;
}

export const sortable = (place: bigint): string => sortableIp(addressAt(place));

export const shardOf = ({ shards }: PoolRecord, place: bigint): number => Number((place >> SLOT_BITS) % BigInt(shards));

/** An address of the pool's ranges, whether it has an item or not. */
export const spotAt = (pool: PoolRecord, place: bigint): Spot => ({
  pool,
  id: idAt(pool.id, place),
  address: addressAt(place),
  place,
  key: addressKey(pool.born, shardOf(pool, place), sortable(place)),
});

/** A resource that is there by its item. */
export const spotOf = (pool: PoolRecord, { id, ip_address }: Pick<ResourceRecord, 'id' | 'ip_address'>): Spot => ({
  pool,
  id,
  address: ip_address,
  key: resourceKey(pool.id, id),
});

/** A resource without an item, as it would be. */
export const untouched = ({ pool, id, address }: Pick<Spot, 'pool' | 'id' | 'address'>): ResourceRecord => ({
  id,
  ip_address: address,
  status: 'RELEASED',
  born: pool.born,
  ranged: true,
});

/** The same for a list: it needs no key. */
export const untouchedAt = (pool: PoolRecord, place: bigint): ResourceRecord =>
  untouched({ pool, id: idAt(pool.id, place), address: addressAt(place) });
