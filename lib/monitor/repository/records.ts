import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { openCursor, sealCursor } from '#lib/db/cursor';
import { recordsOf } from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { Ping, type Server } from '../model.ts';
import { tagOf, unpackHour } from '../pack.ts';
import { readPacks, rolledUpTo } from './packs.ts';

/** The records of single sweeps of a server: those of past hours are its own, the newest are with its group's. */
type Recorded = Pick<Server, 'id' | 'group'>;

/** An hour in an item; before 0.2 a sweep. */
const pingsIn = (item: Item): Ping[] =>
  item.type === 'ping-hour' ? unpackHour(String(item.hour), item.records as Uint8Array) : [Ping.parse(item)];

/** Each moment once, in the order of time: for an hour that is averaged again, both places have its records. */
const inOrder = (pings: readonly Ping[]): Ping[] =>
  [...new Map(pings.map((ping) => [ping.at, ping])).values()].sort((a, b) => (a.at < b.at ? -1 : 1));

const ITEMS_A_PAGE = 50;

interface Range {
  from?: string | undefined;
  to?: string | undefined;
}

/** Records in a stretch of time, oldest first: all of them, or at least so many of the first. */
export const readRecords = async (
  { id, group }: Recorded,
  { from = '', to = '~' }: Range,
  atLeast = Number.POSITIVE_INFINITY,
): Promise<Ping[]> => {
  const found: Ping[] = [];
  const keep = (pings: readonly Ping[]) => found.push(...pings.filter(({ at }) => at >= from && at <= to));
  // Consistently read is only what was just written, which lies with the group's.
  for await (const items of table.queryAll(recordsOf(id, from, to), { limit: ITEMS_A_PAGE, consistent: false })) {
    for (const item of items) keep(pingsIn(item));
    if (found.length >= atLeast) return inOrder(found);
  }
  if (group === undefined) return inOrder(found);
  const mark = (await rolledUpTo(group, { consistent: false })) ?? '';
  for await (const packs of readPacks(group, { from: from > mark ? from : mark, to })) {
    keep(packs.flatMap((pack) => pack.get(tagOf(id)) ?? []));
    if (found.length >= atLeast) break;
  }
  return inOrder(found);
};

/** The newest records, oldest of them first. */
export const lastRecords = async ({ id, group }: Recorded, limit: number): Promise<Ping[]> => {
  const found: Ping[] = [];
  if (group !== undefined) {
    const mark = (await rolledUpTo(group, { consistent: false })) ?? '';
    for await (const packs of readPacks(group, { from: mark, to: '~' }, { backwards: true, limit })) {
      found.push(...packs.flatMap((pack) => pack.get(tagOf(id)) ?? []));
      if (found.length >= limit) break;
    }
  }
  for await (const items of table.queryAll(recordsOf(id, '', '~'), { limit: 10, backwards: true })) {
    if (found.length >= limit) break;
    found.push(...items.flatMap(pingsIn));
  }
  return inOrder(found).slice(-limit);
};

/** A page of records, oldest first. @throws AppError (400) for a cursor of something else. */
export const pageRecords = async (
  server: Recorded,
  range: Range,
  { limit = MAX_PAGE_SIZE, cursor }: Paging,
): Promise<Page<Ping>> => {
  const list = `records of ${server.id}`;
  const [after] = cursor === undefined ? [] : openCursor(list, cursor);
  const from = after ?? range.from;
  const read = await readRecords(server, { ...range, from }, limit + 2);
  const rest = read.filter(({ at }) => after === undefined || at > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, cursor: rest.length > limit && last ? sealCursor(list, [last.at]) : undefined };
};
