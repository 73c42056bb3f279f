import { useRef } from 'preact/hooks';
import { count } from '../core/format.ts';
import type { Resource } from '../core/model.ts';
import { blocksOf, CELL_WORDS, cellSize, cellState } from './cells.ts';

interface MapProps {
  resources: readonly Resource[];
  chosen: Resource | undefined;
  onChoose: (resource: Resource) => void;
}

const optionId = ({ id }: Resource): string => `cell-${id}`;

/** How many cells stand in the row of the first block: what one key up or down goes over. */
const columnsOf = (list: HTMLElement): number => {
  const cells = [...(list.querySelector('.cells')?.children ?? [])] as HTMLElement[];
  const below = cells.findIndex((cell) => cell.offsetTop !== cells[0]?.offsetTop);
  return below === -1 ? Math.max(1, cells.length) : below;
};

const stepOf = (key: string, columns: number, length: number): number | undefined =>
  ({
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: 10 * columns,
    PageUp: -10 * columns,
    Home: -length,
    End: length,
  })[key];

/**
 * Every address as a cell. One list box: one stop of the tab key however many there are, and the arrow keys inside
 * (ARIA Authoring Practices, listbox).
 */
export const AddressMap = ({ resources, chosen, onChoose }: MapProps) => {
  const list = useRef<HTMLDivElement>(null);

  const choose = (resource: Resource | undefined): void => {
    if (resource) onChoose(resource);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!list.current) return;
    const step = stepOf(event.key, columnsOf(list.current), resources.length);
    if (step === undefined) return;
    event.preventDefault();
    const from = chosen ? resources.findIndex(({ id }) => id === chosen.id) : -1;
    const to = from === -1 ? 0 : Math.min(resources.length - 1, Math.max(0, from + step));
    const next = resources[to];
    choose(next);
    if (next) document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
  };

  // The list keeps the focus, so that keys go on from where one clicked.
  const onMouseDown = (event: MouseEvent): void => {
    event.preventDefault();
    list.current?.focus({ preventScroll: true });
    const { id } = event.target as HTMLElement;
    choose(resources.find((resource) => optionId(resource) === id));
  };

  const size = cellSize(resources.length);
  return (
    <div
      ref={list}
      class={`map ${size}`}
      role="listbox"
      aria-label="Addresses"
      tabIndex={0}
      aria-activedescendant={chosen && optionId(chosen)}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
    >
      {blocksOf(resources).map(({ prefix, resources: cells }) => {
        const taken = cells.filter(({ status }) => status === 'ALLOCATED').length;
        return (
          <div key={prefix} class="block" role="presentation">
            {prefix && (
              <div class="block-name" aria-hidden="true">
                <span>{prefix}x</span>
                <span class="sub">
                  {count(taken)} of {count(cells.length)}
                </span>
              </div>
            )}
            <div class="cells" role="presentation">
              {cells.map((resource) => {
                const state = cellState(resource);
                return (
                  <span
                    key={resource.id}
                    id={optionId(resource)}
                    role="option"
                    tabIndex={-1}
                    class={`cell ${state}`}
                    aria-selected={resource.id === chosen?.id}
                    aria-label={`${resource.ip_address}, ${CELL_WORDS[state]}`}
                    title={`${resource.ip_address}, ${CELL_WORDS[state]}`}
                  />
                );
              })}
            </div>
          </div>
        );
      })}
    </div>
  );
};
