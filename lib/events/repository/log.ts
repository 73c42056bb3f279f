import { seconds } from '#lib/core/clock';
import { batchGet, batchWrite } from '#lib/db/batch';
import {
  dayOf,
  eventDayKey,
  eventDays,
  eventKey,
  eventOf,
  eventsOf,
  eventsOn,
  type KeyQuery,
  keyOf,
} from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { mergeNewest, type Source } from '../merge.ts';
import type { EventRecord } from '../model.ts';
import { subjectKeyOf } from '../subject.ts';

/** Events are kept so long. */
export const KEPT_DAYS = 90;
const DAY_SECONDS = 86_400;

const expiry = (at: string): number => seconds(new Date(at)) + KEPT_DAYS * DAY_SECONDS;

const asItem = (event: EventRecord) => {
  const { type: what, at, order, subject, ...rest } = event;
  return {
    ...eventKey(what, at, order),
    ...eventOf(subjectKeyOf(subject), at, order),
    type: 'event',
    ...{ what, at, order, subject, ...rest },
    expiresAtSeconds: expiry(at),
  };
};

const asEvent = ({ what, ...item }: Item): EventRecord => ({ ...(item as unknown as EventRecord), type: String(what) });

/** What this process has put into the directory of days already. */
const listed = new Set<string>();

/** Puts the types of these events into the directory of their days, before there is anything to be found. */
const list = async (events: readonly EventRecord[]): Promise<void> => {
  for (const [day, ofDay] of Map.groupBy(events, ({ at }) => dayOf(at))) {
    const types = new Set(ofDay.map(({ type }) => type).filter((type) => !listed.has(`${day} ${type}`)));
    if (types.size === 0) continue;
    const change = { set: { type: 'event-day', expiresAtSeconds: expiry(`${day}T23:59:59Z`) }, add: { types } };
    await table.update(eventDayKey(day), change);
    for (const type of types) listed.add(`${day} ${type}`);
  }
};

/** Writes events. Writing one again changes nothing: all of it follows from the change that it tells of. */
export const append = async (events: readonly EventRecord[]): Promise<void> => {
  await list(events);
  await batchWrite(events.map((event) => ({ put: asItem(event) })));
};

/** Which part of the log, by the positions of events (`positionOf`), newest first. */
export interface Stretch {
  from: string;
  /** Not included. */
  before: string;
}

/** Where an event stands in the log. */
export const positionOf = ({ at, order }: Pick<EventRecord, 'at' | 'order'>): string => `${at}#${order}`;

const FIRST_PAGE = 10;
const LARGEST_PAGE = 500;

/** One partition, in pages that grow: of many that are merged, most give little. */
async function* readPartition(keyQuery: KeyQuery, { from, before }: Stretch, firstPage: number): Source<Item> {
  let to = before;
  for (let limit = firstPage; ; limit = Math.min(limit * 2, LARGEST_PAGE)) {
    const { items, next } = await table.query({ ...keyQuery, from, to }, { limit, backwards: true, consistent: false });
    const found = keyQuery.index ? await batchGet(items.map(keyOf), { consistent: false }) : items;
    for (const item of found) if (`${item.at}#${item.order}` < before) yield item;
    const last = items.at(-1);
    if (!next || !last) return;
    to = String(keyQuery.index ? last.isk : last.sk);
    before = to;
  }
}

async function* asEvents(items: Source<Item>): Source<EventRecord> {
  for await (const item of items) yield asEvent(item);
}

const itemPosition = (item: Item): string => `${item.at}#${item.order}`;

const merged = (keyQueries: readonly KeyQuery[], stretch: Stretch, wanted: number): Source<EventRecord> => {
  const firstPage = Math.min(Math.max(Math.ceil(wanted / keyQueries.length), FIRST_PAGE), LARGEST_PAGE);
  return asEvents(
    mergeNewest(
      keyQueries.map((keyQuery) => readPartition(keyQuery, stretch, firstPage)),
      itemPosition,
    ),
  );
};

/** What happened to these subjects, newest first. */
export const readSubjects = (subjects: readonly string[], stretch: Stretch, wanted: number): Source<EventRecord> =>
  merged([...new Set(subjects.map(subjectKeyOf))].map(eventsOf), stretch, wanted);

/** All events of the types that are meant, newest first, day by day. */
export async function* readTypes(
  isMeant: (type: string) => boolean,
  stretch: Stretch,
  wanted: number,
): Source<EventRecord> {
  const days: Item[] = [];
  for await (const items of table.queryAll({ ...eventDays, from: dayOf(stretch.from), to: dayOf(stretch.before) }))
    days.push(...items);
  for (const { sk: day, types } of days.reverse()) {
    const partitions = [...(types as Set<string>)].filter(isMeant).flatMap((type) => eventsOn(String(day), type));
    if (partitions.length > 0) yield* merged(partitions, stretch, wanted);
  }
}
