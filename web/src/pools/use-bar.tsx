import { count, percent } from '../core/format.ts';
import type { Use } from '../core/model.ts';

const WIDTH = 1000;

/** Counts past 2^53 come as text: exact enough for a picture. */
const numbersIn = ({ total, allocated, released, cooling }: Use) => ({
  total: Number(total),
  allocated: Number(allocated),
  released: Number(released),
  cooling,
});

/** How much of a pool is taken: allocated, cooling down, free, side by side. */
export const UseBar = ({ use }: { use: Use }) => {
  const { total, allocated, cooling } = numbersIn(use);
  const scale = total > 0 ? WIDTH / total : 0;
  return (
    <svg class="use-bar" viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="use-free" width={WIDTH} height="10" />
      <rect class="use-allocated" width={allocated * scale} height="10" />
      <rect class="use-cooling" x={allocated * scale} width={cooling * scale} height="10" />
    </svg>
  );
};

export const UseWords = ({ use }: { use: Use }) => {
  const { total, allocated, released, cooling } = numbersIn(use);
  return (
    <span class="use-words">
      <span class="number">{count(allocated)}</span> of <span class="number">{count(total)}</span> allocated
      {total > 0 && <span class="sub"> {percent(allocated / total)}</span>}
      <span class="sub">
        {' '}
        · {count(released - cooling)} free{cooling > 0 && ` · ${count(cooling)} cooling down`}
      </span>
    </span>
  );
};
