import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { count, percent } from '../core/format.ts';
import type { BlockUse } from '../core/model.ts';
import { fullnessOf, shareOf } from './fullness.ts';
import { placeAfter } from './listbox.ts';
import { shortNames } from './short-names.ts';

interface Props {
  blocks: readonly BlockUse[];
  /** Leads into a part. */
  onOpen: (prefix: string) => void;
  /** Tells that a part is looked at, which may be opened next. */
  onNear: (prefix: string) => void;
}

/** Whoever goes over a map does not mean every part on the way. */
const RESTS_MS = 60;

const wordsOf = ({ prefix, total, allocated, cooling }: BlockUse): string =>
  `${prefix}, ${count(Number(allocated))} of ${count(Number(total))} allocated${cooling > 0 ? `, ${count(cooling)} cooling down` : ''}`;

/**
 * The parts of a prefix, 16 by 16, each as full as it is. A list box of one tab stop: the arrow keys walk it, Enter goes
 * into a part.
 */
export const BlocksMap = ({ blocks, onOpen, onNear }: Props) => {
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
  const names = useMemo(() => shortNames(blocks.map(({ prefix }) => prefix)), [blocks]);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const restOn = (prefix: string | undefined): void => {
    clearTimeout(resting.current);
    if (prefix !== undefined) resting.current = setTimeout(() => onNear(prefix), RESTS_MS);
  };
  useEffect(() => () => restOn(undefined), []);

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
    restOn(blocks[to]?.prefix);
    list.current.querySelector(`#block-${to}`)?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <>
      {first !== undefined && (
        <p class="sub">
          {names[0]} is {first}, and so on.
        </p>
      )}
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
                onPointerEnter={() => restOn(block.prefix)}
                onPointerLeave={() => restOn(undefined)}
              >
                <span class="part-fill" style={{ height: `${share > 0 ? Math.max(6, share * 100) : 0}%` }} />
                <span class="part-name">{names[i]}</span>
                {share > 0 && <span class="part-share">{percent(share).replace('\u00a0', '')}</span>}
              </span>
            );
          })}
        </div>
      </div>
    </>
  );
};
