import * as clock from '#lib/core/clock';
import { assertMatch } from '#lib/core/etag';
import { timedIdOfCall } from '#lib/core/operation';
import { deletionNotAllowed, machineExists, namedClusterUnknown, noFreeAddress } from '../errors.ts';
import { generateIpv4, generateIpv6, generateName } from '../generate.ts';
import type { Machine, NewMachine } from '../model.ts';
import { type MachineRecord, showMachine } from '../records.ts';
import * as clusters from '../repository/clusters.ts';
import * as repository from '../repository/machines.ts';
import { beginLife, DELETABLE, stateAt } from '../states.ts';
import { load } from './load-machine.ts';
import { optimisticRetry } from './optimistic-retry.ts';

interface Options {
  now?: () => Date;
}

interface Guarded extends Options {
  /** The caller's `If-Match`. */
  ifMatch?: string | undefined;
}

/** Where made-up names and addresses come from. */
interface Generated {
  name?: () => string;
  ipv4?: () => string;
  ipv6?: () => string;
  id?: string;
  device?: string;
}

/** A machine, in its state of this moment. @throws AppError 404. */
export const get = async (id: string, { now = clock.now }: Options = {}): Promise<Machine> => {
  const { machine, cluster } = await load(id);
  return showMachine(machine, cluster, now());
};

/** Machines by their ids, in their states of this moment; those that are not there are left out. */
export const getMany = async (
  ids: readonly string[],
  { now = clock.now }: Options = {},
): Promise<Map<string, Machine>> => {
  const machines = await repository.findMany(ids);
  const known = await clusters.findMany(machines.map(({ cluster_id }) => cluster_id));
  return new Map(
    machines.flatMap((machine): [string, Machine][] => {
      const cluster = known.get(machine.cluster_id);
      return cluster ? [[machine.id, showMachine(machine, cluster, now())]] : [];
    }),
  );
};

const CREATION_TRIES = 20;

/**
 * Makes a machine, which will be RUNNING in a moment. A generated name or address that is taken is generated again.
 * One that is there already under the `id` that a caller chose is given as it is.
 * @throws AppError 400 when the cluster is not there, 409 when the name is taken.
 */
export const create = async (
  { name, cluster_name, tags }: NewMachine,
  {
    now = clock.now,
    name: madeUp = generateName,
    ipv4 = generateIpv4,
    ipv6 = generateIpv6,
    id = timedIdOfCall(`machine ${cluster_name}`),
    device,
  }: Options & Generated = {},
): Promise<Machine> => {
  const cluster = await clusters.findByName(cluster_name);
  if (!cluster) throw namedClusterUnknown(cluster_name);
  for (let tried = 0; tried < CREATION_TRIES; tried += 1) {
    const at = now();
    const machine: MachineRecord = {
      id,
      name: name ?? madeUp(),
      cluster_id: cluster.id,
      tags,
      ipv4: ipv4(),
      ipv6: ipv6(),
      operations: [],
      ...beginLife(at),
      created_at: clock.iso(at),
      updated_at: clock.iso(at),
      version: 1,
      ...(device !== undefined && { device }),
    };
    const outcome = await repository.create(machine);
    if (outcome === 'created') return showMachine(machine, cluster, at);
    if (outcome === 'exists') return get(machine.id, { now });
    if (outcome === 'cluster-gone') throw namedClusterUnknown(cluster_name);
    if (outcome === 'name-taken' && name !== undefined) throw machineExists(name);
  }
  throw noFreeAddress();
};

/** The machine of that name in a cluster, with the device that it was created for, or undefined. */
export const findNamed = async (
  cluster_name: string,
  name: string,
  { now = clock.now }: Options = {},
): Promise<(Machine & { device?: string }) | undefined> => {
  const cluster = await clusters.findByName(cluster_name);
  const machine = cluster && (await repository.findNamed(cluster.id, name));
  return machine && showMachine(machine, cluster, now());
};

/** Changes name, tags, or both. @throws AppError 404, 409 when the name is taken, 412 when `ifMatch` does not hold. */
export const change = (
  id: string,
  wanted: { name?: string | undefined; tags?: string[] | undefined },
  { ifMatch, now = clock.now }: Guarded = {},
): Promise<Machine> =>
  optimisticRetry(async () => {
    const { machine, cluster } = await load(id);
    const at = now();
    assertMatch(ifMatch, showMachine(machine, cluster, at));
    const seen = ifMatch === undefined ? undefined : cluster;
    const outcome = await repository.change(machine, wanted, clock.iso(at), seen);
    if (outcome === 'name-taken') throw machineExists(wanted.name ?? machine.name);
    return outcome === 'stale' ? outcome : get(id, { now });
  });

/** Deletes a machine that is STOPPED or TERMINATED. @throws AppError 404, 409 in other states, 412 when `ifMatch` does not hold. */
export const remove = async (id: string, { ifMatch, now = clock.now }: Guarded = {}): Promise<void> => {
  await optimisticRetry(async () => {
    const { machine, cluster } = await load(id);
    const at = now();
    assertMatch(ifMatch, showMachine(machine, cluster, at));
    const state = stateAt(machine, at);
    if (!DELETABLE.includes(state)) throw deletionNotAllowed(state);
    const seen = ifMatch === undefined ? undefined : cluster;
    return repository.remove(machine, { counts: state !== 'TERMINATED', seen });
  });
};

export { begin, operate } from './operations.ts';
