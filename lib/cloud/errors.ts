import { errorsOf } from '#lib/core/errors';
import type { Operation, State } from './model.ts';
import { allowedIn, type Phase, stateAt } from './states.ts';

type Code =
  | 'cloud-cluster.unknown'
  | 'cloud-cluster.exists'
  | 'cloud-cluster.in-use'
  | 'machine.unknown'
  | 'machine.exists'
  | 'machine.state'
  | 'machine.no-address'
  | 'request.invalid'
  | 'cloud.contended';
const { invalid, notFound, conflict, unavailable } = errorsOf<Code>();

export const clusterUnknown = (id: string) => notFound('cloud-cluster.unknown', `There is no cluster ${id}.`);

/** A cluster that a caller named in its request is not there. */
export const namedClusterUnknown = (name: string) =>
  invalid('cloud-cluster.unknown', [{ path: 'cluster_name', message: `There is no cluster named ${name}` }]);

export const clusterExists = (name: string) =>
  conflict('cloud-cluster.exists', `A cluster named ${name} already exists.`);

export const clusterInUse = (id: string, machines: number) =>
  conflict('cloud-cluster.in-use', `Cluster ${id} still has ${machines} machine${machines === 1 ? '' : 's'}.`);

export const machineUnknown = (id: string) => notFound('machine.unknown', `There is no machine ${id}.`);

export const machineExists = (name: string) =>
  conflict('machine.exists', `A machine named ${name} already exists in this cluster.`);

/** An operation that the state of a machine does not allow, with what it allows instead. */
export const operationNotAllowed = (operation: Operation, machine: Phase, at: Date) => {
  const state = stateAt(machine, at);
  const allowed = allowedIn(state);
  const until = state === machine.settled ? '' : ` until it is ${machine.settled}`;
  const hint = allowed.length > 0 ? `Allowed now: ${allowed.join(', ')}.` : `No operation is allowed${until}.`;
  return conflict('machine.state', `Cannot ${operation} a ${state} machine. ${hint}`, { allowed });
};

export const deletionNotAllowed = (state: State) =>
  conflict('machine.state', `Cannot delete a ${state} machine. Stop or terminate it first.`, {
    allowed: allowedIn(state),
  });

/** More machines fit than one call operates on. */
export const tooManyMachines = (most: number) =>
  invalid('request.invalid', [{ path: '', message: `More than ${most} machines match; narrow the selection` }]);

export const noFreeAddress = () =>
  unavailable('machine.no-address', 'No free name and address was found; try again shortly.');

export const contended = () =>
  unavailable('cloud.contended', 'Too many callers change the same thing at once; try again shortly.');
