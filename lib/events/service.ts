import { actorText } from '#lib/core/actor';
import { now as clockNow, iso, later } from '#lib/core/clock';
import { invalid } from '#lib/core/errors';
import { log } from '#lib/core/log';
import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { settings } from '#lib/core/settings';
import { openCursor, sealCursor } from '#lib/db/cursor';
import { eventsOf, type StreamedChange } from './derive.ts';
import type { Event, EventRecord } from './model.ts';
import * as repository from './repository/log.ts';
import { isMeant } from './types.ts';

export type { StreamedChange } from './derive.ts';

/** What a derivation that fails would say for ever: it is logged, and holds up none of the other events. */
const derived = (change: StreamedChange): EventRecord[] => {
  try {
    return eventsOf(change);
  } catch (error) {
    log.error('The events of a change could not be found', { id: change.id, error: error as Error });
    return [];
  }
};

/** Writes the events of changes into the log, and gives them. A change that comes again has the same events again. */
export const record = async (changes: readonly StreamedChange[]): Promise<EventRecord[]> => {
  if (settings().EVENTS === 'off') return [];
  const events = changes.flatMap(derived);
  if (events.length > 0) await repository.append(events);
  return events;
};

export interface EventFilter {
  type?: string | undefined;
  /** What it happened to: one, or several as one timeline. */
  subject?: string | readonly string[] | undefined;
  actor?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Who asks: what is for the eyes of others is left out. */
  viewer?: number | undefined;
}

/** An actor is named with its kind (`user:alice`) or without. */
const isBy = (wanted: string, actor: EventRecord['actor']): boolean => {
  const text = actorText(actor);
  return text === wanted || text.slice(text.indexOf(':') + 1) === wanted;
};

const isWanted = ({ type, actor, viewer }: EventFilter, event: EventRecord): boolean =>
  (type === undefined || isMeant(type, event.type)) &&
  (actor === undefined || isBy(actor, event.actor)) &&
  (event.onlyFor === undefined || event.onlyFor === viewer);

/** No more events are looked at for one page; a page that ends so may be short, or even empty, and goes on. */
const LOOK_AT_MOST = 5000;

/** Later than any moment. */
const END = '9999';

const stretchOf = ({ from, to }: EventFilter, before: string | undefined, now: Date): repository.Stretch => {
  const oldest = iso(later(now, -repository.KEPT_DAYS * 86_400_000));
  // `to` is included, with all that happened in its millisecond.
  const end = to === undefined ? END : `${to}~`;
  return {
    from: from === undefined || from < oldest ? oldest : from,
    before: before !== undefined && before < end ? before : end,
  };
};

const shown = ({ id, type, at, actor, subject, text, data }: EventRecord): Event => ({
  ...{ id, type, at, actor, subject, text, data },
});

/**
 * A page of events, newest first, of the last 90 days.
 * @throws AppError (400) for a bad cursor, or when `from` is after `to`.
 */
export const list = async (
  filter: EventFilter,
  { limit = MAX_PAGE_SIZE, cursor }: Paging = {},
  { now = clockNow } = {},
): Promise<Page<Event>> => {
  const { type, subject, from, to } = filter;
  if (from !== undefined && to !== undefined && from > to)
    throw invalid([{ path: 'from', message: 'must not be later than to' }]);
  const name = JSON.stringify(['events', type, subject, filter.actor, from, to]);
  const [before] = cursor === undefined ? [] : openCursor(name, cursor);
  const stretch = stretchOf(filter, before, now());
  const source =
    subject === undefined
      ? repository.readTypes((each) => type === undefined || isMeant(type, each), stretch, limit + 1)
      : repository.readSubjects([subject].flat(), stretch, limit + 1);
  const items: EventRecord[] = [];
  let looked = 0;
  let last: EventRecord | undefined;
  for await (const event of source) {
    if (items.length === limit || looked === LOOK_AT_MOST)
      return { items: items.map(shown), cursor: last && sealCursor(name, [repository.positionOf(last)]) };
    looked += 1;
    last = event;
    if (isWanted(filter, event)) items.push(event);
  }
  return { items: items.map(shown), cursor: undefined };
};
