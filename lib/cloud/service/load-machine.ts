import { machineUnknown } from '../errors.ts';
import type { ClusterRecord, MachineRecord } from '../records.ts';
import * as clusters from '../repository/clusters.ts';
import * as repository from '../repository/machines.ts';

export const clusterOf = async ({ id, cluster_id }: MachineRecord): Promise<ClusterRecord> => {
  const cluster = await clusters.find(cluster_id);
  // A machine whose cluster is being deleted is gone, too.
  if (!cluster) throw machineUnknown(id);
  return cluster;
};

export const load = async (id: string): Promise<{ machine: MachineRecord; cluster: ClusterRecord }> => {
  const machine = await repository.find(id);
  if (!machine) throw machineUnknown(id);
  return { machine, cluster: await clusterOf(machine) };
};
