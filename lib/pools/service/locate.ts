import { isMember, type PoolRecord, type ResourceRecord } from '../records.ts';
import { findNamed } from '../repository/resources.ts';
import { type Spot, spotAt, spotOf } from '../repository/spots.ts';
import { placesOf } from '../resource-id.ts';

/** Where the resource of that id is, if it is one of the pool's ranges. */
export const rangedSpot = (pool: PoolRecord, id: string): Spot | undefined => {
  const place = placesOf(pool.id, id).find((one) => isMember(pool, one));
  return place === undefined ? undefined : spotAt(pool, place);
};

/** Where the resource of that id is; with its item where it is there by that. */
export const locate = async (
  pool: PoolRecord,
  id: string,
): Promise<{ spot: Spot; named?: ResourceRecord } | undefined> => {
  const spot = rangedSpot(pool, id);
  if (spot) return { spot };
  const named = await findNamed(pool, id);
  return named && { spot: spotOf(pool, named), named };
};
