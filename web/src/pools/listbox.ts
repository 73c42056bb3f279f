/** How many cells stand in the row of the first group: what one key up or down goes over. */
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
 * Where a key leads in a map of cells (ARIA Authoring Practices, listbox): the place of the next one, or undefined for
 * other keys.
 */
export const placeAfter = (key: string, list: HTMLElement, from: number, length: number): number | undefined => {
  const step = stepOf(key, columnsOf(list), length);
  if (step === undefined) return undefined;
  return from === -1 ? 0 : Math.min(length - 1, Math.max(0, from + step));
};
