import { Badge, type Tone } from '../components/badge.tsx';
import type { MachineState, Operation } from '../core/model.ts';

const TONES: Record<MachineState, Tone> = {
  PENDING: 'busy',
  RUNNING: 'good',
  STOPPING: 'busy',
  STOPPED: 'warn',
  REBOOTING: 'busy',
  TERMINATING: 'busy',
  TERMINATED: 'idle',
};

export const STATES = Object.keys(TONES) as readonly MachineState[];

export const OPERATIONS: readonly Operation[] = ['START', 'STOP', 'REBOOT', 'TERMINATE'];

/** `RUNNING` as people write it. */
export const inWords = (code: string): string => code.charAt(0) + code.slice(1).toLowerCase();

export const StateBadge = ({ state }: { state: MachineState }) => <Badge tone={TONES[state]}>{inWords(state)}</Badge>;
