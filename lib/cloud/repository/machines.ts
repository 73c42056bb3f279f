import { isId } from '#lib/core/ids';
import { batchGet } from '#lib/db/batch';
import { is, isNew } from '#lib/db/conditions';
import { unlessRefused } from '#lib/db/errors';
import {
  machineAddressKey,
  machineInCluster,
  machineKey,
  machineListed,
  machineNameKey,
  machineNamesOf,
  machineTagged,
  machineTagKey,
} from '#lib/db/keys';
import { type Item, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transactNamed } from '#lib/db/transact';
import { type ClusterRecord, MachineRecord } from '../records.ts';
import { counting, unchanged } from './clusters.ts';

type Named = Pick<MachineRecord, 'id' | 'cluster_id' | 'name' | 'tags'>;

const name = ({ id, cluster_id, name }: Named): Step =>
  step.put(
    { ...machineNameKey(cluster_id, name), ...machineInCluster(cluster_id, id), type: 'machine-name', machine: id },
    isNew,
  );
const unname = ({ id, cluster_id, name }: Named): Step =>
  step.remove(machineNameKey(cluster_id, name), is('machine', id));

const address = (id: string, ip: string): Step =>
  step.put({ ...machineAddressKey(ip), type: 'machine-address', machine: id }, isNew);
const unaddress = (id: string, ip: string): Step => step.remove(machineAddressKey(ip), is('machine', id));

/** The slots in which the tags of a machine are others than they were. */
const retag = ({ id, cluster_id, tags }: Named, before: readonly string[]): Step[] => [
  ...tags.flatMap((tag, slot) =>
    tag === before[slot]
      ? []
      : [step.put({ ...machineTagKey(id, slot), ...machineTagged(tag, cluster_id, id), type: 'machine-tag', tag })],
  ),
  ...before.slice(tags.length).map((_, i) => step.remove(machineTagKey(id, tags.length + i))),
];

/** Makes a machine, with its name, addresses and tags, or nothing. `exists`: there is one of that id. */
export const create = async (
  machine: MachineRecord,
): Promise<'created' | 'exists' | 'cluster-gone' | 'name-taken' | 'address-taken'> => {
  const refused = await transactNamed({
    cluster: counting.arrival(machine.cluster_id),
    name: name(machine),
    addresses: [address(machine.id, machine.ipv4), address(machine.id, machine.ipv6)],
    machine: step.put({ ...machineKey(machine.id), ...machineListed(machine.id), type: 'machine', ...machine }, isNew),
    tags: retag(machine, []),
  });
  if (!refused) return 'created';
  if (refused.machine) return 'exists';
  if (refused.cluster) return 'cluster-gone';
  return refused.name ? 'name-taken' : 'address-taken';
};

/** The machine of that id. */
export const find = async (id: string): Promise<MachineRecord | undefined> => {
  const item = isId(id) ? await table.get(machineKey(id)) : undefined;
  return item && MachineRecord.parse(item);
};

/** The machine of that name in a cluster. */
export const findNamed = async (cluster: string, name: string): Promise<MachineRecord | undefined> => {
  const item = await table.get(machineNameKey(cluster, name));
  return item && find(String(item.machine));
};

/** Machines by their ids; those that are not there are left out. */
export const findMany = async (ids: Iterable<string>): Promise<MachineRecord[]> => {
  const items = await batchGet([...new Set(ids)].filter(isId).map(machineKey));
  return items.map((item) => MachineRecord.parse(item));
};

/** The ids of all machines of a cluster, as they come. */
export async function* idsIn(cluster: string): AsyncGenerator<string[]> {
  for await (const items of table.queryAll(machineNamesOf(cluster))) yield items.map(({ machine }) => String(machine));
}

/**
 * Gives a machine that still is as it was read another name, other tags, or both; `seen` holds its cluster to what was
 * read, too.
 */
export const change = async (
  before: MachineRecord,
  wanted: { name?: string | undefined; tags?: string[] | undefined },
  at: string,
  seen?: ClusterRecord,
): Promise<'changed' | 'name-taken' | 'stale'> => {
  const after = { ...before, name: wanted.name ?? before.name, tags: wanted.tags ?? before.tags };
  const isRenamed = after.name !== before.name;
  const set: Item = { name: after.name, tags: after.tags, updated_at: at };
  const refused = await transactNamed({
    machine: step.update(machineKey(before.id), { set, add: { version: 1 } }, is('version', before.version)),
    newName: isRenamed ? name(after) : [],
    oldName: isRenamed ? unname(before) : [],
    tags: retag(after, before.tags),
    cluster: seen ? unchanged(seen) : [],
  });
  if (!refused) return 'changed';
  return refused.newName && !refused.machine ? 'name-taken' : 'stale';
};

/**
 * Deletes a machine that still is as it was read, with its name, addresses and tags. `counts` says whether its cluster
 * counts it still.
 */
export const remove = async (
  machine: MachineRecord,
  { counts, seen }: { counts: boolean; seen?: ClusterRecord | undefined },
): Promise<'removed' | 'stale'> => {
  await unlessRefused(table.signDeletion(machineKey(machine.id), is('version', machine.version)));
  const refused = await transactNamed({
    machine: step.remove(machineKey(machine.id), is('version', machine.version)),
    name: unname(machine),
    addresses: [unaddress(machine.id, machine.ipv4), unaddress(machine.id, machine.ipv6)],
    tags: retag({ ...machine, tags: [] }, machine.tags),
    // A transaction names an item once: the count's step cannot also hold the cluster to what was seen.
    cluster: counts ? counting.removal(machine.cluster_id, seen) : seen ? unchanged(seen) : [],
  });
  return refused ? 'stale' : 'removed';
};
