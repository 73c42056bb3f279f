import type { Event } from '../core/model.ts';
import { href } from '../core/route.ts';

const textIn = (data: Event['data'], name: string): string | undefined => {
  const value = data[name];
  return typeof value === 'string' ? value : undefined;
};

type Place = readonly [path: readonly string[], query?: Record<string, string | undefined>];

/** Where the subject of an event is shown, by the area of its type. */
const PLACES: Readonly<Record<string, (event: Event) => Place>> = {
  server: ({ subject }) => [['servers', subject]],
  device: ({ subject }) => [['fleet', subject]],
  exec: ({ subject }) => [['fleet', subject]],
  pool: ({ subject }) => [['pools', subject]],
  address: ({ subject, data }) => {
    const pool = textIn(data, 'pool');
    return pool === undefined ? [['events'], { subject }] : [['pools', pool], { at: subject }];
  },
  machine: ({ subject }) => [['machines', subject]],
  cluster: ({ data, subject }) => [['machines'], { cluster: textIn(data, 'name') ?? subject }],
  rule: ({ subject }) => [['rules', subject]],
  webhook: ({ subject }) => [['webhooks', subject]],
  token: () => [['tokens']],
  compute: () => [['compute']],
};

const isGone = (type: string): boolean => /\.(deleted|removed|retired)$/.test(type);

/** The address of the view that shows what an event happened to; of what is gone, its events. */
export const linkOf = (event: Event): string => {
  const place = PLACES[event.type.split('.')[0] ?? ''];
  const [path, query] =
    !place || isGone(event.type) ? ([['events'], { subject: event.subject }] as const) : place(event);
  return href(path, query);
};

/** `alice`, `device 52:54:…`, `sweep`: who did it, as people write it; nothing for callers without a name. */
export const actorName = ({ actor }: Pick<Event, 'actor'>): string => {
  const [kind = '', name = ''] = Object.entries(actor)[0] ?? [];
  if (name === 'anonymous') return '';
  return kind === 'user' || kind === 'system' ? name : `${kind} ${name}`;
};
