import type { MachineState } from '../core/model.ts';

/** The states in which each operation is allowed: buttons of the others are dead. What counts is what the API answers. */
export const STATES_FOR: Readonly<Record<string, readonly MachineState[]>> = {
  START: ['STOPPED'],
  STOP: ['RUNNING'],
  REBOOT: ['RUNNING'],
  TERMINATE: ['RUNNING', 'STOPPED'],
};
