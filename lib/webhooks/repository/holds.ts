import { all as both, has, hasNo, is } from '#lib/db/conditions';
import { orWhenRefused, unlessRefused } from '#lib/db/errors';
import { holdKey, holds } from '#lib/db/keys';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import type { EventRecord } from '#lib/events/model';

/** Events of one type that one webhook is not told yet: more of them may come. */
export interface Hold {
  webhook: string;
  type: string;
  /** Names this holding back: the next one of the same webhook and type has another name. */
  window: string;
  openedAt: string;
  /** What they happened to, each once. */
  subjects: string[];
  /** The events themselves, as long as they are few. */
  events: EventRecord[];
  /** It takes no more, and only has to be sent. */
  closed: boolean;
}

const EVENT = 'event:';

const asHold = (item: Item): Hold => ({
  webhook: String(item.webhook),
  type: String(item.what),
  window: String(item.window),
  openedAt: String(item.openedAt),
  subjects: [...((item.subjects as Set<string> | undefined) ?? [])],
  events: Object.entries(item)
    .filter(([name]) => name.startsWith(EVENT))
    .map(([, event]) => event as EventRecord),
  closed: item.closed === true,
});

/** What a hold is, if this begins it. */
export interface Opening {
  window: string;
  openedAt: string;
}

const joining = (webhook: string, type: string, subjects: readonly string[], opening: Opening) => ({
  set: { type: 'webhook-hold', webhook, what: type },
  setOnce: { ...opening },
  add: { subjects: new Set(subjects) },
});

/**
 * Puts events to those that are held back, or begins to. Events that are put again are there once. With more subjects
 * than `few` the events themselves are not kept any more. 'closed': the hold that is there takes no more.
 */
export const join = async (
  webhook: string,
  events: readonly EventRecord[],
  { few, ...opening }: Opening & { few: number },
): Promise<Hold | 'closed'> => {
  const type = events[0]?.type ?? '';
  const key = holdKey(webhook, type);
  const change = joining(
    webhook,
    type,
    events.map(({ subject }) => subject),
    opening,
  );
  const kept = Object.fromEntries(events.slice(0, few + 1).map((event) => [`${EVENT}${event.id}`, event]));
  const set = { ...change.set, ...kept };
  const joined = await orWhenRefused<Hold | 'closed' | 'many'>(
    table.update(key, { ...change, set }, both(hasNo('closed'), hasNo('many'))).then(asHold),
    ({ item }) => (item?.closed === true ? 'closed' : 'many'),
  );
  if (joined === 'closed') return 'closed';
  if (joined === 'many')
    return orWhenRefused<Hold | 'closed'>(
      table.update(key, change, both(hasNo('closed'), has('many'))).then(asHold),
      () => 'closed',
    );
  if (joined.subjects.length > few)
    await unlessRefused(table.update(key, { set: { many: true } }, is('window', joined.window)));
  return joined;
};

export const find = async (webhook: string, type: string): Promise<Hold | undefined> => {
  const item = await table.get(holdKey(webhook, type));
  return item && asHold(item);
};

/** Every hold there is: as many as webhooks have types in trouble. */
export const all = async (): Promise<Hold[]> => {
  const found: Hold[] = [];
  for await (const items of table.queryAll(holds)) found.push(...items.map(asHold));
  return found;
};

/** Lets nothing more in; gives undefined when it was sent already. */
export const close = ({ webhook, type, window }: Hold): Promise<Hold | undefined> =>
  orWhenRefused<Hold | undefined>(
    table.update(holdKey(webhook, type), { set: { closed: true } }, is('window', window)).then(asHold),
    () => undefined,
  );

/** Forgets it, unless it was sent already. */
export const remove = ({ webhook, type, window }: Hold): Promise<void> =>
  unlessRefused(table.remove(holdKey(webhook, type), is('window', window)));
