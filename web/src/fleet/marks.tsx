import type { FleetDevice } from '../core/model.ts';
import { inWords, type Mark, marksOf } from './steps.ts';

const SHAPES: Readonly<Record<Mark['tone'], string>> = {
  good: '●',
  busy: '◐',
  bad: '▲',
  idle: '○',
  none: '–',
};

export const StepMark = ({ tone }: Pick<Mark, 'tone'>) => (
  <span class={`mark ${tone}`} aria-hidden="true">
    {SHAPES[tone]}
  </span>
);

/** The steps of a device as five small marks; each has a shape of its own, and all of them are one sentence. */
export const Marks = ({ device }: { device: FleetDevice }) => {
  const marks = marksOf(device);
  return (
    <span class="marks" role="img" aria-label={inWords(marks)} title={inWords(marks)}>
      {marks.map(({ name, tone }) => (
        <StepMark key={name} tone={tone} />
      ))}
    </span>
  );
};
