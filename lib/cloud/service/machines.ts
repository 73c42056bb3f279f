import * as clock from '#lib/core/clock';
import { type AppError, conflict, invalid, notFound, unavailable } from '#lib/core/errors';
import { assertMatch } from '#lib/core/etag';
import { isId, timedId } from '#lib/core/ids';
import { ConditionFailed, TransactionCanceled } from '#lib/db/errors';
import { generateIpv4, generateIpv6, generateName } from '../generate.ts';
import type { Machine, NewMachine, Operation } from '../model.ts';
import { type ClusterRecord, type MachineRecord, showMachine } from '../records.ts';
import * as clusters from '../repository/clusters.ts';
import * as repository from '../repository/machines.ts';
import { allowedIn, beginLife, DELETABLE, stateAt } from '../states.ts';
import { compact } from './clusters.ts';
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
}

const unknown = (id: string): AppError => notFound('machine.unknown', `There is no machine ${id}.`);
const taken = (name: string): AppError =>
  conflict('machine.exists', `There is a machine named ${name} in this cluster already.`);

/** @throws AppError 400: a cluster that a caller named is not there. */
export const unknownCluster = (name: string): AppError =>
  invalid([{ path: 'cluster_name', message: `There is no cluster named ${name}` }], 'cloud-cluster.unknown');

/** An operation that the state of a machine does not allow, with what it allows instead. */
export const notAllowed = (operation: Operation, machine: MachineRecord, now: Date): AppError => {
  const state = stateAt(machine, now);
  const allowed = allowedIn(state);
  const hint = allowed.length > 0 ? `allowed now: ${allowed.join(', ')}` : 'nothing is allowed now';
  return conflict('machine.state', `A machine that is ${state} does not take ${operation}; ${hint}.`, { allowed });
};

const clusterOf = async ({ id, cluster_id }: MachineRecord): Promise<ClusterRecord> => {
  const cluster = await clusters.find(cluster_id);
  // A machine whose cluster is being deleted is gone, too.
  if (!cluster) throw unknown(id);
  return cluster;
};

const load = async (id: string): Promise<{ machine: MachineRecord; cluster: ClusterRecord }> => {
  const machine = await repository.find(id);
  if (!machine) throw unknown(id);
  return { machine, cluster: await clusterOf(machine) };
};

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
 * Makes a machine, which will be RUNNING in a moment. A name or address that was made up and is taken is made up anew.
 * @throws AppError 400 when the cluster is not there, 409 when the name is taken.
 */
export const create = async (
  { name, cluster_name, tags }: NewMachine,
  { now = clock.now, name: madeUp = generateName, ipv4 = generateIpv4, ipv6 = generateIpv6 }: Options & Generated = {},
): Promise<Machine> => {
  const cluster = await clusters.findByName(cluster_name);
  if (!cluster) throw unknownCluster(cluster_name);
  for (let tried = 0; tried < CREATION_TRIES; tried += 1) {
    const at = now();
    const machine: MachineRecord = {
      id: timedId(),
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
    };
    try {
      await repository.create(machine);
      return showMachine(machine, cluster, at);
    } catch (error) {
      if (!(error instanceof TransactionCanceled)) throw error;
      if (error.refusals[repository.CREATION_STEPS.cluster]) throw unknownCluster(cluster_name);
      if (name !== undefined && error.refusals[repository.CREATION_STEPS.name]) throw taken(name);
    }
  }
  throw unavailable('machine.no-address', 'No free name and address could be made up; try again shortly.');
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
    try {
      await repository.change(machine, wanted, clock.iso(at), ifMatch === undefined ? undefined : cluster);
    } catch (error) {
      const renames = wanted.name !== undefined && wanted.name !== machine.name;
      if (renames && error instanceof TransactionCanceled && error.refusals[1] && !error.refusals[0])
        throw taken(String(wanted.name));
      throw error;
    }
    return get(id, { now });
  });

/** Deletes a machine that is STOPPED or TERMINATED. @throws AppError 404, 409 in other states, 412 when `ifMatch` does not hold. */
export const remove = (id: string, { ifMatch, now = clock.now }: Guarded = {}): Promise<void> =>
  optimisticRetry(async () => {
    const { machine, cluster } = await load(id);
    const at = now();
    assertMatch(ifMatch, showMachine(machine, cluster, at));
    const state = stateAt(machine, at);
    if (!DELETABLE.includes(state))
      throw conflict('machine.state', `A machine that is ${state} cannot be deleted; stop or terminate it first.`, {
        allowed: allowedIn(state),
      });
    await repository.remove(machine, {
      counts: state !== 'TERMINATED',
      seen: ifMatch === undefined ? undefined : cluster,
    });
  });

/** Why each of these machines of one cluster cannot be ended, in their order; undefined for those that now do. */
export const terminateAll = async (
  ids: readonly string[],
  cluster: string,
  at: Date,
): Promise<(AppError | undefined)[]> => {
  const faults = new Map<string, AppError>();
  for (let left = [...ids]; left.length > 0; left = left.filter((id) => !faults.has(id))) {
    try {
      await repository.terminate(left, cluster, at);
      break;
    } catch (error) {
      if (!(error instanceof TransactionCanceled)) throw error;
      const clusterIsGone = error.refusals[left.length] !== undefined;
      for (const [i, id] of left.entries()) {
        const refused = error.refusals[i];
        if (!refused && !clusterIsGone) continue;
        const machine = refused && repository.imageIn(refused);
        faults.set(id, machine && !clusterIsGone ? notAllowed('TERMINATE', machine, at) : unknown(id));
      }
    }
  }
  return ids.map((id) => faults.get(id));
};

/** Ends one machine, and keeps the census of its cluster short. */
const terminate = async (id: string, at: Date): Promise<MachineRecord> => {
  const { machine, cluster } = await load(id);
  const [fault] = await terminateAll([id], machine.cluster_id, at);
  if (fault) throw fault;
  await compact(cluster, at);
  return (await repository.find(id)) ?? machine;
};

/** Begins an operation on one machine. @throws AppError 404, 409 with what is `allowed` instead. */
export const begin = async (id: string, operation: Operation, at: Date): Promise<MachineRecord> => {
  if (!isId(id)) throw unknown(id);
  if (operation === 'TERMINATE') return terminate(id, at);
  try {
    return await repository.run(id, operation, at);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const machine = repository.imageIn(error);
    throw machine ? notAllowed(operation, machine, at) : unknown(id);
  }
};

/** Begins an operation and gives the machine in its passing state. @throws AppError 404, 409 with what is `allowed` instead. */
export const operate = async (
  id: string,
  operation: Operation,
  { now = clock.now }: Options = {},
): Promise<Machine> => {
  const at = now();
  const machine = await begin(id, operation, at);
  return showMachine(machine, await clusterOf(machine), at);
};
