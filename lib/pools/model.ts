import * as z from 'zod';
import { Address } from '#lib/core/address';
import { inPath, Name, Text } from '#lib/core/text';
import { Timestamp } from '#lib/core/timestamp';
import { Entries } from './entries.ts';

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

export const Network = z
  .strictObject({
    prefix_length: z.int().min(0).max(128).optional().meta({ description: 'Of the network that the addresses are in' }),
    gateway: Address.optional(),
    dns: z.array(Address).max(8).optional(),
    vlan: z.int().min(1).max(4094).optional().meta({ description: 'IEEE 802.1Q' }),
  })
  .meta({
    id: 'Network',
    description: 'The network that the addresses of a pool belong to',
    example: { prefix_length: 24, gateway: '10.0.0.254', dns: ['10.0.0.53'], vlan: 42 },
  });
export type Network = z.output<typeof Network>;

/** A number, or text where it is past 2^53. */
export const Count = z
  .union([z.int(), z.string().regex(/^\d+$/)])
  .meta({ id: 'Count', description: 'A number, or text where it is past 2^53', example: 254 });

export const PrefixLength = z.int().min(0).max(128);

/** Names the time in which one holder has an address; a release with it ends that and no later one. */
export const AllocationName = z.string().max(64).meta({
  id: 'AllocationName',
  description: 'Names one allocation of an address, renewals of its lease included',
  example: '0b6d5c1e-8d0a-4a4f-9d0e-2f6f3f1b7c55',
});

/** An address of a pool, or a block of them. The optional members are in the full view, and in answers to calls that use them. */
export const Resource = z
  .object({
    id: ResourceId,
    ip_address: Address,
    status: Status,
    owner: Owner.optional(),
    lease_until: Timestamp.optional(),
    allocation: AllocationName.optional(),
    prefix_length: PrefixLength.optional().meta({ description: 'Of a block, which begins at `ip_address`' }),
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

export const SpaceName = PoolId.meta({
  id: 'SpaceName',
  description: 'Pools of one space never have an address in common',
  example: 'datacenter-1',
});

export const Pool = z
  .object({
    id: PoolId,
    name: Name(256).meta({ description: 'For people', example: 'Rack 1' }),
    resources: z.array(Resource),
  })
  .meta({ id: 'Pool' });
export type Pool = z.output<typeof Pool>;

/** What a pool is, without its addresses. */
export const PoolHead = Pool.omit({ resources: true })
  .extend({
    space: SpaceName.optional(),
    description: Text(1024).optional().meta({ description: 'For people' }),
    network: Network.optional(),
    cool_down_seconds: CoolDownSeconds.optional(),
  })
  .meta({ id: 'PoolHead', example: { id: 'rack-1', name: 'Rack 1' } });
export type PoolHead = z.output<typeof PoolHead>;

/** How many addresses of a pool are in which state. Those that cool down are among the released. */
export const Usage = z
  .object({ total: Count, allocated: Count, released: Count, cooling: z.int() })
  .meta({ id: 'PoolUse', example: { total: 254, allocated: 17, released: 237, cooling: 2 } });
export type Usage = z.output<typeof Usage>;

/** How much of a part of a pool is in use. */
export const BlockUsage = z
  .object({
    prefix: z.string().meta({ description: 'The part, as a CIDR block', example: '10.1.0.0/16' }),
    total: Count,
    allocated: Count,
    cooling: z.int(),
  })
  .meta({ id: 'BlockUse', example: { prefix: '10.1.0.0/16', total: 65536, allocated: 3, cooling: 0 } });
export type BlockUsage = z.output<typeof BlockUsage>;

/** A pool of a list; in the full view with what else is known of it. */
export const ListedPool = Pool.extend({
  ...PoolHead.omit({ id: true, name: true }).shape,
  total: Count.optional(),
  ranges: z.array(z.string()).optional().meta({ description: 'Its addresses, where not all of them are listed' }),
  next_cursor: z.string().optional(),
}).meta({
  id: 'ListedPool',
  description: 'Of a pool with more than 4,096 addresses the first 1,000, with `total` and what leads to the next page',
});

export const UsedPool = PoolHead.extend({ use: Usage }).meta({ id: 'UsedPool' });

const addressIn = (entry: string | { ip_address: string }): string =>
  typeof entry === 'string' ? entry : entry.ip_address;

/** Addresses as a list tells of them, or as they are written. */
const ListedEntries = z
  .array(z.union([z.string(), z.looseObject({ ip_address: z.string() })]))
  .transform((entries) => entries.map(addressIn))
  .pipe(Entries);

/** A pool as a line of an import tells of it; what is left out stays as it is. */
export const ImportedPool = z.strictObject({
  id: inPath(PoolId),
  name: Pool.shape.name.optional(),
  resources: ListedEntries.optional(),
  ranges: Entries.optional(),
  total: Count.optional(),
  space: SpaceName.optional(),
  description: PoolHead.shape.description,
  network: Network.optional(),
  cool_down_seconds: CoolDownSeconds.optional(),
});
export type ImportedPool = z.output<typeof ImportedPool>;
