import * as clock from '#lib/core/clock';
import type { AppError } from '#lib/core/errors';
import { isId } from '#lib/core/ids';
import { machineUnknown, operationNotAllowed } from '../errors.ts';
import type { Machine, Operation } from '../model.ts';
import { type MachineRecord, showMachine } from '../records.ts';
import * as operations from '../repository/machine-operations.ts';
import * as repository from '../repository/machines.ts';
import { compact } from './clusters.ts';
import { clusterOf, load } from './load-machine.ts';

/** Why each of these machines of one cluster cannot be ended, in their order; undefined for those that now do. */
export const terminateAll = async (
  ids: readonly string[],
  cluster: string,
  at: Date,
): Promise<(AppError | undefined)[]> => {
  const errors = new Map<string, AppError>();
  for (let left = [...ids]; left.length > 0; left = left.filter((id) => !errors.has(id))) {
    const outcome = await operations.terminate(left, cluster, at);
    if (outcome === 'begun') break;
    if (outcome === 'cluster-gone') for (const id of left) errors.set(id, machineUnknown(id));
    else
      for (const [id, { there }] of outcome)
        errors.set(id, there ? operationNotAllowed('TERMINATE', there, at) : machineUnknown(id));
  }
  return ids.map((id) => errors.get(id));
};

/** Ends one machine, and keeps the machine count of its cluster short. */
const terminate = async (id: string, at: Date): Promise<MachineRecord> => {
  const { machine, cluster } = await load(id);
  const [error] = await terminateAll([id], machine.cluster_id, at);
  if (error) throw error;
  await compact(cluster, at);
  return (await repository.find(id)) ?? machine;
};

/** Begins an operation on one machine. @throws AppError 404, 409 with what is `allowed` instead. */
export const begin = async (id: string, operation: Operation, at: Date): Promise<MachineRecord> => {
  if (!isId(id)) throw machineUnknown(id);
  if (operation === 'TERMINATE') return terminate(id, at);
  const outcome = await operations.run(id, operation, at);
  if (!('there' in outcome)) return outcome;
  throw outcome.there ? operationNotAllowed(operation, outcome.there, at) : machineUnknown(id);
};

/** Begins an operation and gives the machine in its passing state. @throws AppError 404, 409 with what is `allowed` instead. */
export const operate = async (id: string, operation: Operation, { now = clock.now } = {}): Promise<Machine> => {
  const at = now();
  const machine = await begin(id, operation, at);
  return showMachine(machine, await clusterOf(machine), at);
};
