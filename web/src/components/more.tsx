import { useState } from 'preact/hooks';
import { count } from '../core/format.ts';
import { Button } from './button.tsx';

const STEP = 100;

/** Shows a long list a hundred at a time: what is drawn is what is read. */
export const useMore = <T,>(items: readonly T[]) => {
  const [shown, setShown] = useState(STEP);
  const more =
    items.length > shown ? (
      <p class="more">
        <span>
          {count(shown)} of {count(items.length)} shown
        </span>
        <Button onClick={() => setShown(shown + STEP)}>Show more</Button>
      </p>
    ) : null;
  return { visible: items.slice(0, shown), more };
};
