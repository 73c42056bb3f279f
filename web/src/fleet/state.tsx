import { Badge, type Tone } from '../components/badge.tsx';
import type { FleetDevice } from '../core/model.ts';

export type DeviceState = FleetDevice['state'];

export const STATES: Readonly<Record<DeviceState, { tone: Tone; word: string }>> = {
  FAILED: { tone: 'bad', word: 'Failed' },
  ENROLLING: { tone: 'busy', word: 'Enrolling' },
  ENROLLED: { tone: 'good', word: 'Enrolled' },
  UNMANAGED: { tone: 'idle', word: 'Unmanaged' },
  RETIRING: { tone: 'busy', word: 'Retiring' },
};

export const StateOf = ({ device: { state } }: { device: Pick<FleetDevice, 'state'> }) => (
  <Badge tone={STATES[state].tone}>{STATES[state].word}</Badge>
);
