import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { recall, remember } from '../core/kept.ts';
import { CHUNK, chunksIn, type Heights, heightBetween, measured, UNMEASURED } from './window.ts';

/** Where a row stands in its list, for those who do not see it. */
export interface Place {
  'aria-posinset': number;
  'aria-setsize': number;
}

interface RowsProps<T> {
  /** The class of the list, which has its columns. */
  look: string;
  items: readonly T[];
  /** Draws an entry as an `<li class="row" {...place}>` with a key. */
  row: (entry: T, place: Place, index: number) => JSX.Element;
  /** A `<div class="row row-head">` above. */
  head?: ComponentChildren;
  /** What the heights of its rows are kept as, so that Back finds the same place. */
  keep?: string;
  /** Whether `items` are all there are. */
  complete?: boolean;
  /** Tells which entries are drawn. */
  onSeen?: (first: number, last: number) => void;
}

/** A list of any length: only the rows near the screen are drawn. */
export const Rows = <T,>({ look, items, row, head, keep = look, complete = true, onSeen }: RowsProps<T>) => {
  const list = useRef<HTMLUListElement>(null);
  const heights = useRef<Heights>(recall<Heights>(`heights ${keep}`) ?? UNMEASURED);
  const [drawn, setDrawn] = useState<readonly [number, number]>([0, 1]);
  const chunks = Math.ceil(items.length / CHUNK);
  const last = Math.min(drawn[1], Math.max(0, chunks - 1));
  const first = Math.min(drawn[0], last);

  const place = useRef(() => {});
  place.current = () => {
    if (!list.current) return;
    const top = -list.current.getBoundingClientRect().top;
    const next = chunksIn(heights.current, items.length, top, innerHeight);
    setDrawn((before) => (before[0] === next[0] && before[1] === next[1] ? before : next));
  };

  useLayoutEffect(() => {
    const rows = list.current?.querySelectorAll(':scope > .row') ?? [];
    heights.current = measured(heights.current, [...rows], first);
    remember(`heights ${keep}`, heights.current);
    place.current();
    onSeen?.(first * CHUNK, Math.min(items.length, (last + 1) * CHUNK) - 1);
  }, [items, first, last]);

  useLayoutEffect(() => {
    let asked = 0;
    const soon = (): void => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => place.current());
    };
    const forgetHeights = (): void => {
      heights.current = { ...heights.current, chunks: new Map() };
      soon();
    };
    // Caught on the way down: a list may lie in a part of the page that scrolls by itself.
    addEventListener('scroll', soon, { passive: true, capture: true });
    addEventListener('resize', forgetHeights);
    return () => {
      cancelAnimationFrame(asked);
      removeEventListener('scroll', soon, { capture: true });
      removeEventListener('resize', forgetHeights);
    };
  }, []);

  const begin = first * CHUNK;
  const above = heightBetween(heights.current, 0, first, items.length);
  const below = heightBetween(heights.current, last + 1, chunks, items.length);
  return (
    <div class={`rows ${look}`}>
      {head}
      <ul ref={list} style={{ paddingTop: `${above}px`, paddingBottom: `${below}px` }}>
        {items
          .slice(begin, (last + 1) * CHUNK)
          .map((entry, i) =>
            row(entry, { 'aria-posinset': begin + i + 1, 'aria-setsize': complete ? items.length : -1 }, begin + i),
          )}
      </ul>
    </div>
  );
};
