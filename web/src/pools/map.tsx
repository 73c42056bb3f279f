import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { count } from '../core/format.ts';
import type { Resource } from '../core/model.ts';
import { blocksOf, CELL_WORDS, cellSize, cellState } from './cells.ts';
import { placeAfter } from './listbox.ts';

interface MapProps {
  resources: readonly Resource[];
  chosen: Resource | undefined;
  onChoose: (resource: Resource) => void;
}

const optionId = ({ id }: Pick<Resource, 'id'>): string => `cell-${id}`;

const Cell = ({ resource }: { resource: Resource }) => {
  const state = cellState(resource);
  const words = `${resource.ip_address}, ${CELL_WORDS[state]}`;
  return (
    <span
      id={optionId(resource)}
      role="option"
      tabIndex={-1}
      class={`cell ${state}`}
      aria-selected="false"
      aria-label={words}
      title={words}
    />
  );
};

/** Thousands of cells are drawn once for each state of the pool, not for each choice. */
const useCells = (resources: readonly Resource[]) =>
  useMemo(
    () =>
      blocksOf(resources).map(({ prefix, resources: cells }) => (
        <div key={prefix} class="block" role="presentation">
          {prefix && (
            <div class="block-name" aria-hidden="true">
              <span>{prefix}x</span>
              <span class="sub">
                {count(cells.filter(({ status }) => status === 'ALLOCATED').length)} of {count(cells.length)}
              </span>
            </div>
          )}
          <div class="cells" role="presentation">
            {cells.map((resource) => (
              <Cell key={resource.id} resource={resource} />
            ))}
          </div>
        </div>
      )),
    [resources],
  );

/** Every address as a cell. One list box: one stop of the tab key however many there are, and the arrow keys inside. */
export const AddressMap = ({ resources, chosen, onChoose }: MapProps) => {
  const list = useRef<HTMLDivElement>(null);
  const cells = useCells(resources);
  // Keys may come faster than what they chose is drawn.
  const latest = useRef<string | undefined>(undefined);
  latest.current = chosen?.id;

  useLayoutEffect(() => {
    const option = chosen && document.getElementById(optionId(chosen));
    option?.setAttribute('aria-selected', 'true');
    return () => option?.setAttribute('aria-selected', 'false');
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!list.current) return;
    const from = resources.findIndex(({ id }) => id === latest.current);
    const to = placeAfter(event.key, list.current, from, resources.length);
    if (to === undefined) return;
    event.preventDefault();
    const next = resources[to];
    if (!next) return;
    latest.current = next.id;
    onChoose(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
  };

  // The list keeps the focus, so that keys go on from where one clicked.
  const onMouseDown = (event: MouseEvent): void => {
    event.preventDefault();
    list.current?.focus({ preventScroll: true });
    const { id } = event.target as HTMLElement;
    const resource = resources.find((each) => optionId(each) === id);
    if (resource) onChoose(resource);
  };

  return (
    <div
      ref={list}
      class={`map ${cellSize(resources.length)}`}
      role="listbox"
      aria-label="Addresses"
      tabIndex={0}
      aria-activedescendant={chosen && optionId(chosen)}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
    >
      {cells}
    </div>
  );
};
