import { useEffect, useRef, useState } from 'preact/hooks';
import { count, percent } from '../core/format.ts';
import type { BlockUse } from '../core/model.ts';
import { fullnessOf, shareOf } from './fullness.ts';
import { placeAfter } from './listbox.ts';

interface Props {
  blocks: readonly BlockUse[];
  /** Leads into a part. */
  onOpen: (prefix: string) => void;
}

/** What tells a part from its neighbours: the number in which they differ. */
const shortOf = (prefix: string): string => {
  const [address = '', bits = ''] = prefix.split('/');
  if (!address.includes(':')) return address.split('.')[Math.ceil(Number(bits) / 8) - 1] ?? '0';
  const groups = address.split(':');
  const missing = 8 - groups.filter((group) => group !== '').length;
  const all = address
    .split('::')
    .flatMap((side, i) => [...(i > 0 ? Array(missing).fill('0') : []), ...side.split(':')]);
  return all.filter((group) => group !== '')[Math.ceil(Number(bits) / 16) - 1] ?? '0';
};

const wordsOf = ({ prefix, total, allocated, cooling }: BlockUse): string =>
  `${prefix}, ${count(Number(allocated))} of ${count(Number(total))} allocated${cooling > 0 ? `, ${count(cooling)} cooling down` : ''}`;

/**
 * The parts of a prefix, 16 by 16, each as full as it is. A list box of one tab stop: the arrow keys walk it, Enter goes
 * into a part.
 */
export const BlocksMap = ({ blocks, onOpen }: Props) => {
  const list = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(-1);
  // Keys may come faster than where they lead is drawn.
  const latest = useRef(at);
  const move = (to: number): void => {
    latest.current = to;
    setAt(to);
  };
  const active = blocks[at];
  const first = blocks[0]?.prefix;
  useEffect(() => move(-1), [first]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!list.current) return;
    const here = blocks[latest.current];
    if ((event.key === 'Enter' || event.key === ' ') && here) {
      event.preventDefault();
      onOpen(here.prefix);
      return;
    }
    const to = placeAfter(event.key, list.current, latest.current, blocks.length);
    if (to === undefined) return;
    event.preventDefault();
    move(to);
    list.current.querySelector(`#block-${to}`)?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <div
      ref={list}
      class="map blocks"
      role="listbox"
      aria-label="Blocks"
      tabIndex={0}
      aria-activedescendant={active && `block-${at}`}
      onKeyDown={onKeyDown}
    >
      <div class="cells" role="presentation">
        {blocks.map((block, i) => {
          const share = shareOf(block);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
            <span
              key={block.prefix}
              id={`block-${i}`}
              role="option"
              tabIndex={-1}
              class={`part ${fullnessOf(share)}`}
              aria-selected={i === at}
              aria-label={wordsOf(block)}
              title={wordsOf(block)}
              onClick={() => onOpen(block.prefix)}
            >
              <span class="part-fill" style={{ height: `${share > 0 ? Math.max(6, share * 100) : 0}%` }} />
              <span class="part-name">{shortOf(block.prefix)}</span>
              {share > 0 && <span class="part-share">{percent(share).replace('\u00a0', '')}</span>}
            </span>
          );
        })}
      </div>
    </div>
  );
};
