import { iso } from '#lib/core/clock';
import { isId, randomId } from '#lib/core/ids';
import { batchGet, chunks } from '#lib/db/batch';
import { all, atMost, type Condition, is, isNew, isOneOf } from '#lib/db/conditions';
import { ConditionFailed } from '#lib/db/errors';
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
import { type Item, type ItemUpdate, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transact } from '#lib/db/transact';
import type { Operation } from '../model.ts';
import { type ClusterRecord, LOG_LENGTH, MachineRecord } from '../records.ts';
import { begin, TRANSITIONS } from '../states.ts';
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

/** The steps of `create` that can be refused, in their order. */
export const CREATION_STEPS = { cluster: 0, name: 1, ipv4: 2, ipv6: 3 } as const;

/** Makes a machine, with its name, addresses and tags, or nothing. @throws TransactionCanceled, see CREATION_STEPS. */
export const create = (machine: MachineRecord): Promise<void> =>
  transact([
    counting.arrival(machine.cluster_id),
    name(machine),
    address(machine.id, machine.ipv4),
    address(machine.id, machine.ipv6),
    step.put({ ...machineKey(machine.id), ...machineListed(machine.id), type: 'machine', ...machine }, isNew),
    ...retag(machine, []),
  ]);

/** The machine of that id. */
export const find = async (id: string): Promise<MachineRecord | undefined> => {
  const item = isId(id) ? await table.get(machineKey(id)) : undefined;
  return item && MachineRecord.parse(item);
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

/** What was there instead of a machine that an operation could begin on. */
export const imageIn = ({ item }: ConditionFailed): MachineRecord | undefined => item && MachineRecord.parse(item);

const operationOn = (operation: Operation, now: Date, call = randomId()): { change: ItemUpdate; when: Condition } => {
  const at = iso(now);
  return {
    change: {
      set: { ...begin(operation, now), updated_at: at },
      append: { operations: [{ type: operation, performed_on: at, call }] },
      add: { version: 1 },
    },
    when: all(isOneOf('settled', TRANSITIONS[operation].from), atMost('settled_at', at)),
  };
};

/** So many operations over LOG_LENGTH pile up before they are cut off: one write more for each twenty. */
const SLACK = 20;

const trim = async ({ id, version, operations }: MachineRecord): Promise<void> => {
  if (operations.length < LOG_LENGTH + SLACK) return;
  try {
    await table.update(machineKey(id), { set: { operations: operations.slice(-LOG_LENGTH) } }, is('version', version));
  } catch (error) {
    // Somebody was faster; who runs the next operation sees to it.
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

/** Begins an operation that does not end the machine's life: one conditional write. @throws ConditionFailed when its state does not allow it. */
export const run = async (id: string, operation: Operation, now: Date): Promise<MachineRecord> => {
  const call = randomId();
  const { change, when } = operationOn(operation, now, call);
  try {
    const machine = MachineRecord.parse(await table.update(machineKey(id), change, when));
    await trim(machine);
    return machine;
  } catch (error) {
    // Sent twice: the log tells, even when another operation has begun between the two.
    const machine = error instanceof ConditionFailed && isInLog(error.item, call) ? imageIn(error) : undefined;
    if (machine) return machine;
    throw error;
  }
};

const isInLog = (item: Item | undefined, call: string): boolean =>
  ((item?.operations ?? []) as readonly { call?: string }[]).some((entry) => entry.call === call);

/** The most machines that one transaction ends. */
const TERMINATED_AT_ONCE = 50;

/** Cuts a list of machines into groups that `terminate` takes. */
export const groupsToTerminate = <T>(machines: readonly T[]): T[][] => chunks(machines, TERMINATED_AT_ONCE);

/**
 * Ends machines of one cluster, all or none, and tells its census when they will be gone.
 * @throws TransactionCanceled with an entry for each machine, in their order.
 */
export const terminate = (ids: readonly string[], cluster: string, now: Date): Promise<void> => {
  const { change, when } = operationOn('TERMINATE', now);
  return transact([
    ...ids.map((id) => step.update(machineKey(id), change, when)),
    counting.departure(cluster, begin('TERMINATE', now).settled_at, ids.length),
  ]);
};

/**
 * Gives a machine that still is as it was read another name, other tags, or both; `seen` holds its cluster to what was
 * read, too. @throws TransactionCanceled at the second step when the name is taken, at another when something has changed.
 */
export const change = (
  before: MachineRecord,
  wanted: { name?: string | undefined; tags?: string[] | undefined },
  at: string,
  seen?: ClusterRecord,
): Promise<void> => {
  const after = { ...before, name: wanted.name ?? before.name, tags: wanted.tags ?? before.tags };
  const set: Item = { name: after.name, tags: after.tags, updated_at: at };
  return transact([
    step.update(machineKey(before.id), { set, add: { version: 1 } }, is('version', before.version)),
    ...(after.name === before.name ? [] : [name(after), unname(before)]),
    ...retag(after, before.tags),
    ...(seen ? [unchanged(seen)] : []),
  ]);
};

/**
 * Deletes a machine that still is as it was read, with its name, addresses and tags. `counts` says whether its cluster
 * counts it still. @throws TransactionCanceled when something has changed.
 */
export const remove = async (
  machine: MachineRecord,
  { counts, seen }: { counts: boolean; seen?: ClusterRecord | undefined },
): Promise<void> => {
  await table.signDeletion(machineKey(machine.id), is('version', machine.version));
  await transact([
    step.remove(machineKey(machine.id), is('version', machine.version)),
    unname(machine),
    unaddress(machine.id, machine.ipv4),
    unaddress(machine.id, machine.ipv6),
    ...retag({ ...machine, tags: [] }, machine.tags),
    // A transaction names an item once: the count's step cannot also hold the cluster to what was seen.
    ...(counts ? [counting.removal(machine.cluster_id, seen)] : seen ? [unchanged(seen)] : []),
  ]);
};
