import * as clock from '#lib/core/clock';
import { isHeld } from './holding.ts';
import type { StoredResource } from './model.ts';
import { findPointer } from './owner-repository.ts';
import { findResource } from './resource-repository.ts';

/** The resource of a pool that an owner holds at this moment, or undefined. */
export const heldBy = async (
  pool: string,
  owner: string,
  { now = clock.now }: { now?: () => Date } = {},
): Promise<StoredResource | undefined> => {
  const pointer = await findPointer(pool, owner);
  const resource = pointer && (await findResource(pool, pointer.resource));
  return resource?.owner === owner && isHeld(resource, clock.iso(now())) ? resource : undefined;
};
