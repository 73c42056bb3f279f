import type { FleetDevice } from '../core/model.ts';

type Step = FleetDevice['steps'][number];

type Tone = 'good' | 'busy' | 'bad' | 'idle';

export interface Mark {
  name: string;
  word: string;
  tone: Tone | 'none';
  step?: Step;
}

const STEP_NAMES: Readonly<Record<Step['step'], string>> = {
  address: 'Address',
  monitor: 'Monitoring',
  machine: 'Machine',
  exec: 'Provisioning',
};

const OF_STEPS: Readonly<Record<Step['state'], { word: string; tone: Tone }>> = {
  DONE: { word: 'done', tone: 'good' },
  PENDING: { word: 'pending', tone: 'busy' },
  FAILED: { word: 'failed', tone: 'bad' },
  UNDONE: { word: 'taken back', tone: 'idle' },
};

const OF_CALLS = { SUCCEEDED: OF_STEPS.DONE, PENDING: OF_STEPS.PENDING, FAILED: OF_STEPS.FAILED } as const;

const NONE = { word: 'not asked for', tone: 'none' } as const;

/** The way of a device in five marks: its registration, and the four steps in their order. */
export const marksOf = ({ steps, exec, state }: Pick<FleetDevice, 'steps' | 'exec' | 'state'>): Mark[] => [
  { name: 'Registered', ...OF_STEPS.DONE },
  ...(Object.keys(STEP_NAMES) as Step['step'][]).map((name): Mark => {
    const step = steps.find((each) => each.step === name);
    if (step) return { name: STEP_NAMES[name], ...OF_STEPS[step.state], step };
    // Without a rule the call is made all the same.
    if (name === 'exec' && exec && state === 'UNMANAGED') return { name: STEP_NAMES.exec, ...OF_CALLS[exec.status] };
    return { name: STEP_NAMES[name], ...NONE };
  }),
];

/** The same in a sentence. */
export const inWords = (marks: readonly Mark[]): string =>
  marks.map(({ name, word }, i) => (i === 0 ? name : `${name} ${word}`)).join(', ');
