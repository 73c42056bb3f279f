import { count, percent } from '../core/format.ts';
import type { Use } from '../core/model.ts';
import { fullnessOf, shareOf } from './fullness.ts';

const WIDTH = 1000;

/** How much of a pool is taken: allocated, cooling down, free, side by side. */
export const UseBar = ({ use }: { use: Use }) => {
  const total = Number(use.total);
  const scale = total > 0 ? WIDTH / total : 0;
  const allocated = Number(use.allocated) * scale;
  return (
    <svg
      class={`use-bar ${fullnessOf(shareOf(use))}`}
      viewBox={`0 0 ${WIDTH} 10`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="use-free" width={WIDTH} height="10" />
      <rect class="use-allocated" width={allocated} height="10" />
      <rect class="use-cooling" x={allocated} width={use.cooling * scale} height="10" />
    </svg>
  );
};

/** Past a million in powers: `1.8e+19` says more than nineteen digits. */
const many = (n: number): string => (n < 1e15 ? count(n) : n.toExponential(1));

export const UseWords = ({ use }: { use: Use }) => {
  const [total, allocated, released] = [use.total, use.allocated, use.released].map(Number) as [number, number, number];
  return (
    <span class="use-words">
      <span class="number">{many(allocated)}</span> of <span class="number">{many(total)}</span> allocated
      {total > 0 && <span class="sub"> {percent(shareOf(use))}</span>}
      <span class="sub">
        {' '}
        · {many(released - use.cooling)} free{use.cooling > 0 && ` · ${count(use.cooling)} cooling down`}
      </span>
    </span>
  );
};
