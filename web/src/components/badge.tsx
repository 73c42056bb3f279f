export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'idle';

const SHAPES: Record<Tone, string> = { good: '●', bad: '▲', warn: '◆', busy: '◐', idle: '○' };

/** A state in a word, with a shape and a colour: no state is told by colour alone. */
export const Badge = ({ tone, children }: { tone: Tone; children: string }) => (
  <span class={`badge ${tone}`}>
    <span class="badge-shape" aria-hidden="true">
      {SHAPES[tone]}
    </span>
    {children}
  </span>
);
