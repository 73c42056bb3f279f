import * as z from 'zod';
import { type Departure, type MachineCount, machinesAt } from './machine-count.ts';
import { Cluster, Machine, State } from './model.ts';
import { stateAt } from './states.ts';

/** A cluster as it is kept. `version` grows with whatever callers can see of it. */
export const ClusterRecord = Cluster.omit({ machines: true }).extend({
  counted: z.int(),
  version: z.int(),
  /** It is being deleted, and gone for every caller. */
  sealed_at: z.string().optional(),
});
export type ClusterRecord = z.output<typeof ClusterRecord> & { departures: readonly Departure[] } & MachineCount;

/** A machine as it is kept: what was begun instead of a state, and nothing that is its cluster's. */
export const MachineRecord = Machine.omit({ cluster_name: true, region_code: true, state: true }).extend({
  passing: State,
  settled: State,
  settled_at: z.string(),
  version: z.int(),
  /** The device of the fleet that it was created for. */
  device: z.string().optional(),
});
export type MachineRecord = z.output<typeof MachineRecord>;

/** How many operations of a machine are told. */
export const LOG_LENGTH = 100;

/** A cluster as callers see it at this moment. */
export const showCluster = (cluster: ClusterRecord, now: Date): Cluster => ({
  id: cluster.id,
  name: cluster.name,
  region_code: cluster.region_code,
  created_at: cluster.created_at,
  machines: machinesAt(cluster, now),
});

/** A machine as callers see it at this moment. */
export const showMachine = (
  machine: MachineRecord,
  cluster: ClusterRecord,
  now: Date,
): Machine & { device?: string } => ({
  id: machine.id,
  name: machine.name,
  cluster_id: cluster.id,
  cluster_name: cluster.name,
  region_code: cluster.region_code,
  tags: machine.tags,
  state: stateAt(machine, now),
  ipv4: machine.ipv4,
  ipv6: machine.ipv6,
  operations: machine.operations.slice(-LOG_LENGTH),
  created_at: machine.created_at,
  updated_at: machine.updated_at,
  ...(machine.device !== undefined && { device: machine.device }),
});
