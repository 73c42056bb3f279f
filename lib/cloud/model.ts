import * as z from 'zod';
import { Address } from '#lib/core/address';
import { Name } from '#lib/core/text';
import { Timestamp } from '#lib/core/timestamp';

/** Where a cluster runs. */
export const RegionCode = z
  .enum(['A', 'B', 'C', 'D'], { error: 'must be one of A, B, C, D' })
  .meta({ id: 'RegionCode', description: 'A Mumbai, B Singapore, C Frankfurt, D Virginia', example: 'A' });
export type RegionCode = z.output<typeof RegionCode>;

/** What a machine is doing at this moment. */
export const State = z
  .enum(['PENDING', 'RUNNING', 'STOPPING', 'STOPPED', 'REBOOTING', 'TERMINATING', 'TERMINATED'])
  .meta({ id: 'MachineState', example: 'RUNNING' });
export type State = z.output<typeof State>;

/** What can be done to a machine. */
export const Operation = z
  .enum(['START', 'STOP', 'REBOOT', 'TERMINATE'], { error: 'must be one of START, STOP, REBOOT, TERMINATE' })
  .meta({ id: 'MachineOperation', example: 'STOP' });
export type Operation = z.output<typeof Operation>;

export const ClusterName = Name(128).meta({ id: 'ClusterName', example: 'cluster1' });
export const MachineName = Name(128).meta({ id: 'MachineName', example: 'machine1' });

/** The most tags that a machine has. */
const MAX_TAGS = 50;

/** A set: what is named twice counts once, and the order is kept. */
export const Tags = z
  .array(Name(128))
  .max(MAX_TAGS)
  .overwrite((tags) => [...new Set(tags)])
  .meta({ id: 'Tags', description: 'A set of up to 50 texts', example: ['tag1'] });

export const Cluster = z
  .object({
    id: z.uuid(),
    name: ClusterName,
    region_code: RegionCode,
    created_at: Timestamp,
    machines: z.int().meta({ description: 'How many machines it has; TERMINATED ones do not count', example: 3 }),
  })
  .meta({ id: 'CloudCluster', description: 'A cluster of simulated machines' });
export type Cluster = z.output<typeof Cluster>;

/** One thing that was done to a machine. */
export const Performed = z.object({ type: Operation, performed_on: Timestamp }).meta({ id: 'PerformedOperation' });
export type Performed = z.output<typeof Performed>;

export const Machine = z
  .object({
    id: z.uuid(),
    name: MachineName,
    cluster_id: z.uuid(),
    cluster_name: ClusterName,
    region_code: RegionCode,
    tags: Tags,
    state: State,
    ipv4: Address.meta({ description: 'From 100.64.0.0/10', example: '100.101.102.103' }),
    ipv6: Address.meta({ description: 'From fd00::/8', example: 'fd12:3456:789a::1' }),
    operations: z.array(Performed).meta({ description: 'What was run on it: the last 100, oldest first' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Machine', description: 'A machine of the simulated cloud' });
export type Machine = z.output<typeof Machine>;

/** What a caller says of a new machine. */
export const NewMachine = z
  .strictObject({ name: MachineName.optional(), cluster_name: ClusterName, tags: Tags.default([]) })
  .meta({ id: 'NewMachine', description: 'Without a name the machine gets a generated one' });
export type NewMachine = z.output<typeof NewMachine>;

/** What an operation on many machines came to, machine by machine. */
export const BulkResult = z
  .object({
    accepted: z.array(z.uuid()),
    rejected: z.array(z.object({ id: z.uuid(), detail: z.string() })),
  })
  .meta({ id: 'BulkResult' });
export type BulkResult = z.output<typeof BulkResult>;

/** One entry of a list of constants. */
export const SiteConstant = z
  .object({
    code: z.string(),
    value: z.string().meta({ description: 'The name to show' }),
  })
  .meta({ id: 'SiteConstant', example: { code: 'A', value: 'Mumbai' } });
export type SiteConstant = z.output<typeof SiteConstant>;
