import { iso, later } from '#lib/core/clock';
import { Operation, type State } from './model.ts';

/** What was begun: the state it passes through, the one it ends in, and when. That is all that is ever stored. */
export interface Phase {
  passing: State;
  settled: State;
  /** ISO 8601; from this moment on the machine is in `settled`. */
  settled_at: string;
}

interface Transition {
  /** The states in which the operation is allowed; all of them are at rest. */
  from: readonly State[];
  transient: State;
  finalState: State;
}

/** The whole life of a machine. */
export const TRANSITIONS: Readonly<Record<Operation, Transition>> = {
  START: { from: ['STOPPED'], transient: 'PENDING', finalState: 'RUNNING' },
  STOP: { from: ['RUNNING'], transient: 'STOPPING', finalState: 'STOPPED' },
  REBOOT: { from: ['RUNNING'], transient: 'REBOOTING', finalState: 'RUNNING' },
  TERMINATE: { from: ['RUNNING', 'STOPPED'], transient: 'TERMINATING', finalState: 'TERMINATED' },
};

/** The states in which a machine may be deleted. */
export const DELETABLE: readonly State[] = ['STOPPED', 'TERMINATED'];

/** A passing state lasts so long, and on to the next whole second. */
const PASSING_MS = 1500;

// Whole seconds, so that a cluster in which many machines end at once has few moments to remember (see machine-count.ts).
const settledAt = (now: Date): string => iso(new Date(Math.ceil(later(now, PASSING_MS).getTime() / 1000) * 1000));

/** The state at this moment: nothing has to run for a machine to move on. */
export const stateAt = ({ passing, settled, settled_at }: Phase, now: Date): State =>
  iso(now) < settled_at ? passing : settled;

/** The operations that a state allows. */
export const allowedIn = (state: State): Operation[] =>
  Operation.options.filter((operation) => TRANSITIONS[operation].from.includes(state));

/** What an operation that begins now does to a machine. */
export const begin = (operation: Operation, now: Date): Phase => {
  const { transient: passing, finalState: settled } = TRANSITIONS[operation];
  return { passing, settled, settled_at: settledAt(now) };
};

/** A machine that is made now. */
export const beginLife = (now: Date): Phase => begin('START', now);
