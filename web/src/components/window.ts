/** Rows are drawn and measured by so many. */
export const CHUNK = 25;
/** Before a row was measured. */
const GUESSED_ROW_PX = 40;
/** How far beyond the screen rows are drawn, in screens. */
const MARGIN = 0.75;

/** How high the rows of a list are: of each chunk that was drawn, and of a row elsewhere. */
export interface Heights {
  rowPx: number;
  chunks: ReadonlyMap<number, number>;
}

export const UNMEASURED: Heights = { rowPx: GUESSED_ROW_PX, chunks: new Map() };

const heightOf = ({ rowPx, chunks }: Heights, chunk: number, entries: number): number =>
  chunks.get(chunk) ?? Math.max(0, Math.min(CHUNK, entries - chunk * CHUNK)) * rowPx;

/** How high the chunks from `from` up to, not with, `to` are together. */
export const heightBetween = (heights: Heights, from: number, to: number, entries: number): number => {
  let px = 0;
  for (let chunk = from; chunk < to; chunk += 1) px += heightOf(heights, chunk, entries);
  return px;
};

/** The first and the last chunk that are on the screen or near it. `topPx`: how much of the list is above the screen. */
export const chunksIn = (
  heights: Heights,
  entries: number,
  topPx: number,
  screenPx: number,
): readonly [number, number] => {
  const most = Math.max(0, Math.ceil(entries / CHUNK) - 1);
  const begin = topPx - MARGIN * screenPx;
  const end = topPx + (1 + MARGIN) * screenPx;
  let first = 0;
  let px = 0;
  for (; first < most; first += 1) {
    const height = heightOf(heights, first, entries);
    if (px + height > begin) break;
    px += height;
  }
  let last = first;
  for (; last < most; last += 1) {
    px += heightOf(heights, last, entries);
    if (px >= end) break;
  }
  return [first, last];
};

/** Learns from the rows that are drawn, the first of which is the first of the chunk `from`. */
export const measured = (
  heights: Heights,
  rows: readonly Pick<Element, 'getBoundingClientRect'>[],
  from: number,
): Heights => {
  const lastRow = rows.at(-1);
  if (lastRow === undefined) return heights;
  const chunks = new Map(heights.chunks);
  const bottom = lastRow.getBoundingClientRect().bottom;
  const tops = rows.filter((_, i) => i % CHUNK === 0).map((row) => row.getBoundingClientRect().top);
  for (const [i, top] of tops.entries()) {
    // The last chunk may get more rows: it is known when it is full.
    if (rows.length >= (i + 1) * CHUNK) chunks.set(from + i, (tops[i + 1] ?? bottom) - top);
    else chunks.delete(from + i);
  }
  const [top = bottom] = tops;
  return { rowPx: (bottom - top) / rows.length || heights.rowPx, chunks };
};
