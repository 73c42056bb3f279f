import { shardFor, shardsOf } from '../shards.ts';
import type { IndexKey, Key, KeyQuery } from './key.ts';

/** A day as events are kept by: `2026-11-20`. */
export const dayOf = (at: string): string => at.slice(0, 10);

/** Of two events at the same moment the one with the greater `order` is later. */
export const eventKey = (type: string, at: string, order: string): Key => ({
  pk: shardFor(`EVENTS#${dayOf(at)}#${type}`, order),
  sk: `${at}#${order}`,
});
export const eventOf = (subject: string, at: string, order: string): IndexKey => ({
  ipk: `EVENTS_OF#${subject}`,
  isk: `${at}#${order}`,
});
/** Tells of which types there are events of a day, so that nobody looks where there are none. */
export const eventDayKey = (day: string): Key => ({ pk: 'EVENT_DAYS', sk: day });

export const eventDays: KeyQuery = { partition: 'EVENT_DAYS' };
export const eventsOn = (day: string, type: string): KeyQuery[] =>
  shardsOf(`EVENTS#${day}#${type}`).map((partition) => ({ partition }));
export const eventsOf = (subject: string): KeyQuery => ({ index: true, partition: `EVENTS_OF#${subject}` });
