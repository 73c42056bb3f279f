import * as clock from '#lib/core/clock';
import type { ResourceRecord } from '../model.ts';
import { findPointer } from '../repository/owners.ts';
import { findResource } from '../repository/resources.ts';
import { isHeld } from '../resource-state.ts';

/** The resource of a pool that an owner holds at this moment, or undefined. */
export const heldBy = async (
  pool: string,
  owner: string,
  { now = clock.now }: { now?: () => Date } = {},
): Promise<ResourceRecord | undefined> => {
  const pointer = await findPointer(pool, owner);
  const resource = pointer && (await findResource(pool, pointer.resource));
  return resource?.owner === owner && isHeld(resource, clock.iso(now())) ? resource : undefined;
};
