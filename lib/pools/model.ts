import * as z from 'zod';
import { Address } from '#lib/core/address';
import { nameId } from '#lib/core/ids';
import { Name } from '#lib/core/text';
import { Timestamp } from '#lib/core/timestamp';

export const PoolId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -')
  .meta({ id: 'PoolId', description: '1 to 64 of `A-Z a-z 0-9 . _ -`', example: 'rack-1' });

export const Status = z.enum(['RELEASED', 'ALLOCATED']);

/** In lower case, as the ids are made. */
export const ResourceId = z
  .guid('must be a UUID')
  .overwrite((id) => id.toLowerCase())
  .meta({
    id: 'ResourceId',
    description: 'A UUID, for ever the same for an address in a pool',
    example: '42c80e0e-8037-52e3-8385-df072b725595',
  });

export const Owner = Name(128).meta({
  id: 'Owner',
  description: 'Who holds an address. An owner holds at most one of a pool, and is given the same one again.',
  example: 'node-17',
});

const A_YEAR = 366 * 24 * 3600;
const SECONDS = 'whole seconds, up to a year';
export const TtlSeconds = z
  .int()
  .min(1)
  .max(A_YEAR)
  .meta({ description: `The length of a lease in ${SECONDS}` });
export const CoolDownSeconds = z
  .int()
  .min(0)
  .max(A_YEAR)
  .meta({ description: `How long a released address is given to nobody but its last owner, in ${SECONDS}` });

/** An address that stands in a pool. The optional members are in the full view, and in answers to calls that use them. */
export const Resource = z
  .object({
    id: ResourceId,
    ip_address: Address,
    status: Status,
    owner: Owner.optional(),
    lease_until: Timestamp.optional(),
    cooling_until: Timestamp.optional(),
  })
  .meta({
    id: 'Resource',
    example: { id: '42c80e0e-8037-52e3-8385-df072b725595', ip_address: '10.0.0.5', status: 'RELEASED' },
  });
export type Resource = z.output<typeof Resource>;

/** How much an answer tells of a resource: id, address and status, or owner, lease and cool-down besides. */
export const View = z.enum(['plain', 'full']).meta({
  description:
    '`full` tells `owner`, `lease_until` and `cooling_until` where there are such; `plain`, the default, does not',
});
export type View = z.output<typeof View>;

export const Pool = z
  .object({
    id: PoolId,
    name: Name(256).meta({ description: 'For people', example: 'Rack 1' }),
    resources: z.array(Resource),
  })
  .meta({ id: 'Pool' });
export type Pool = z.output<typeof Pool>;

/** How many addresses of a pool are in which state. Those that cool down are among the released. */
export const Usage = z
  .object({ total: z.int(), allocated: z.int(), released: z.int(), cooling: z.int() })
  .meta({ id: 'PoolUse', example: { total: 254, allocated: 17, released: 237, cooling: 2 } });
export type Usage = z.output<typeof Usage>;

/**
 * A resource as it is kept. Times are ISO 8601.
 * `leaseUntil`: until when its holder has it, where that ends by itself. `backAt`: from when on anybody may have it,
 * where that is a matter of time (lease and cool-down). `owner`: its holder, or its last one while it cools down.
 * `seal`: the deletion of the pool that has put its hand on it. `claim`: a fresh name at every change of state, by which
 * a write that is sent twice recognises itself. `allocation`: names the time in which one holder has it, renewals of a
 * lease included.
 */
export const ResourceRecord = z.object({
  id: z.string(),
  ip_address: z.string(),
  status: Status,
  born: z.string(),
  owner: z.string().optional(),
  leaseUntil: z.string().optional(),
  backAt: z.string().optional(),
  coolDownSeconds: z.number().optional(),
  seal: z.string().optional(),
  claim: z.string().optional(),
  allocation: z.string().optional(),
});
export type ResourceRecord = z.output<typeof ResourceRecord>;

/** The same with the pool it belongs to, as the stream shows it. */
export const PoolResourceRecord = ResourceRecord.extend({ pool: z.string() });

/** A mark that a recount sends down the stream, to learn when all before it is counted. */
export const CountMark = z.object({ pool: z.string(), born: z.string(), token: z.string() });
export type CountMark = z.output<typeof CountMark>;

/**
 * What a pool is going through.
 * CREATING: there, but resources of its `plan` are still to be written. ACTIVE: nothing is going on. SEALING: a deletion
 * seals every resource. REMOVING: all were sealed, so the pool is gone for callers. UNSEALING: one was allocated, so
 * the deletion is undone.
 */
export const Stage = z.enum(['CREATING', 'ACTIVE', 'SEALING', 'REMOVING', 'UNSEALING']);
export type Stage = z.output<typeof Stage>;

/**
 * A pool's own item. `born` names this life of the pool id, `maker` the call that is answered 201 for it, `deletion`
 * the deletion that goes on, and `after` the one whose end was the beginning of this life.
 */
export const PoolRecord = z.object({
  id: z.string(),
  name: z.string(),
  stage: Stage,
  born: z.string(),
  maker: z.string(),
  plan: z.array(z.string()).optional(),
  coolDownSeconds: z.number().optional(),
  deletion: z.string().optional(),
  after: z.string().optional(),
});
export type PoolRecord = z.output<typeof PoolRecord>;

const RESOURCES = 'a62a9f0c-4c1a-5b8e-9c43-0d4b3d7e1f21';

/** The id of an address in a pool, for ever the same: so an address cannot stand in a pool twice. */
export const resourceId = (pool: string, address: string): string => nameId(RESOURCES, pool, address);
