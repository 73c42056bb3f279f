import type { EventRecord } from '#lib/events/model';
import type { DeliveryRef } from '#lib/outbox/model';
import type { Message } from './model.ts';

/** The id of a delivery has the time in it, so that it is found in the ledger by its id alone. */
const messageId = (at: string, unique: string): string =>
  `msg_${Date.parse(at).toString(36)}_${unique.replaceAll('-', '')}`;

/** Where a delivery of a webhook stands in the ledger; undefined for what cannot be the id of one. */
export const refOf = (webhook: string, id: string): DeliveryRef | undefined => {
  const [, time] = /^msg_([0-9a-z]{1,10})_[0-9a-f]{32}$/.exec(id) ?? [];
  const at = time === undefined ? Number.NaN : Number.parseInt(time, 36);
  return at <= 8.64e15 ? { owner: webhook, at: new Date(at).toISOString(), id } : undefined;
};

/** The ledger's entry for what is told to a webhook. */
export const newRef = (webhook: string, at: string, unique: string): DeliveryRef => ({
  owner: webhook,
  at,
  id: messageId(at, unique),
});

/** An event as it is posted. */
export const messageOf = ({ type, at, actor, subject, text, data }: EventRecord): Message => ({
  type,
  timestamp: at,
  data: { subject, actor, ...data },
  text,
});

/** So many are named in a message that tells of many. */
export const NAMED = 10;

/** One message in the place of many events of a type: how many, and the first of them by name. */
export const stormMessage = (type: string, at: string, subjects: readonly string[]): Message => {
  const names = [...subjects].sort().slice(0, NAMED);
  const more = subjects.length - names.length;
  const what = type === 'server.down' ? 'DOWN' : type === 'server.up' ? 'UP' : type;
  return {
    type,
    timestamp: at,
    data: { count: subjects.length, subjects: names },
    text: `${subjects.length} servers are ${what}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  };
};
