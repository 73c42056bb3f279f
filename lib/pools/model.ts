import * as z from 'zod';
import { Address } from '#lib/core/address';
import { nameId } from '#lib/core/ids';
import { Name } from '#lib/core/text';

export const PoolId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -')
  .meta({ id: 'PoolId', example: 'rack-1' });

export const Status = z.enum(['RELEASED', 'ALLOCATED']);

/** An address that stands in a pool. */
export const Resource = z.object({ id: z.uuid(), ip_address: Address, status: Status }).meta({ id: 'Resource' });
export type Resource = z.output<typeof Resource>;

export const Pool = z.object({ id: PoolId, name: Name(256), resources: z.array(Resource) }).meta({ id: 'Pool' });
export type Pool = z.output<typeof Pool>;

const RESOURCES = 'a62a9f0c-4c1a-5b8e-9c43-0d4b3d7e1f21';

/** The id of an address in a pool, for ever the same: so an address cannot stand in a pool twice. */
export const resourceId = (pool: string, address: string): string => nameId(RESOURCES, pool, address);
