import pLimit from 'p-limit';
import { chunk } from '#lib/core/chunk';
import * as clock from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { invokeAsync } from '#lib/core/invoke';
import { log } from '#lib/core/log';
import { type EventRecord, isMeant } from '#lib/events/model';
import type { DeliveryRef } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import { messageOf, NAMED, newRef, stormMessage } from '../message.ts';
import type { WebhookRecord } from '../model.ts';
import * as holds from '../repository/holds.ts';
import * as repository from '../repository/webhooks.ts';
import { policy, sendingPolicy } from './policy.ts';

/** Of these types many come at once: when a switch dies, all servers behind it are down. */
const STORMY = ['server.down', 'server.up'];
/** A single one waits so long for others, and a storm so long for its end. */
const SINGLE_MS = 3000;
const STORM_MS = 30_000;

/** Ledger entries written side by side. */
const AT_ONCE = 16;
/** Deliveries that one invocation makes. */
const DELIVERIES_A_HAND = 50;

/** Which hold. */
type Held = Pick<holds.Hold, 'webhook' | 'type' | 'window'>;

/** What `sendWebhooks` is invoked with. */
export interface Work {
  calls?: DeliveryRef[] | undefined;
  holds?: Held[] | undefined;
}

/** Hands work to `sendWebhooks` and does not wait for it. What gets lost on the way is found by its schedule. */
const give = async (work: Work, dispatch: typeof invokeAsync): Promise<void> => {
  try {
    await dispatch('sendWebhooks', work);
  } catch (error) {
    log.error('Deliveries could not be handed over; they are made by the next schedule', { error: error as Error });
  }
};

export const giveCalls = async (refs: readonly DeliveryRef[], dispatch = invokeAsync): Promise<void> => {
  for (const some of chunk(refs, DELIVERIES_A_HAND)) await give({ calls: some }, dispatch);
};

const openEvent = async (webhook: string, event: EventRecord): Promise<DeliveryRef> => {
  const ref = newRef(webhook, event.at, event.id);
  const { onlyFor } = event;
  await calls.open(policy(), ref, { ...messageOf(event), ...(onlyFor !== undefined && { onlyFor }) });
  return ref;
};

/**
 * Writes what was held back into the ledger: few events each by itself, many as one message. Whoever comes by a closed
 * hold does this; the entries are the same ones however often.
 */
const release = async (hold: holds.Hold): Promise<DeliveryRef[]> => {
  const { webhook, type, window, openedAt, subjects } = hold;
  let refs: DeliveryRef[];
  if (subjects.length <= NAMED) refs = await pLimit(AT_ONCE).map(hold.events, (event) => openEvent(webhook, event));
  else {
    const ref = newRef(webhook, openedAt, window);
    await calls.open(policy(), ref, stormMessage(type, openedAt, subjects));
    refs = [ref];
  }
  await holds.remove(hold);
  return refs;
};

/** Holds events of one type back for a webhook. Gives the hold where this began one. */
const holdBack = async (webhook: string, events: readonly EventRecord[], now: Date): Promise<Held | undefined> => {
  const window = randomId();
  for (;;) {
    const hold = await holds.join(webhook, events, { window, openedAt: clock.iso(now), few: NAMED });
    if (hold !== 'closed') return hold.window === window ? { webhook, type: hold.type, window } : undefined;
    const there = await holds.find(webhook, events[0]?.type ?? '');
    if (there?.closed) await giveCalls(await release(there));
  }
};

/** What happened before a webhook was made is not told to it, even when the stream brings it again. */
const isFor = (
  { enabled, types, user, created_at }: WebhookRecord,
  { type, at, onlyFor, data }: EventRecord,
): boolean =>
  enabled &&
  at >= created_at &&
  (onlyFor === undefined || onlyFor === user) &&
  data.maintenance !== true &&
  types.some((pattern) => isMeant(pattern, type));

/**
 * Tells webhooks of events: writes deliveries into the ledger, once for each event, and has them made. Those that may
 * come in a storm are held back for a moment.
 */
export const announce = async (
  events: readonly EventRecord[],
  { now = clock.now, dispatch = invokeAsync } = {},
): Promise<void> => {
  if (events.length === 0) return;
  const refs: DeliveryRef[] = [];
  const held: Held[] = [];
  for (const webhook of await repository.all()) {
    const wanted = events.filter((event) => isFor(webhook, event));
    const single = wanted.filter(({ type }) => !STORMY.includes(type));
    refs.push(...(await pLimit(AT_ONCE).map(single, (event) => openEvent(webhook.name, event))));
    for (const type of STORMY) {
      const many = wanted.filter((event) => event.type === type);
      if (many.length === 0) continue;
      const begun = await holdBack(webhook.name, many, now());
      if (begun) held.push(begun);
    }
  }
  await giveCalls(refs, dispatch);
  for (const each of held) await give({ holds: [each] }, dispatch);
};

/** Closes a hold, unless somebody has, and gives what is to be sent. */
const end = async (hold: holds.Hold): Promise<DeliveryRef[]> => {
  const closed = await holds.close(hold);
  return closed ? release(closed) : [];
};

const ageOf = ({ openedAt }: holds.Hold, now: Date): number => now.getTime() - Date.parse(openedAt);

interface SendOptions {
  now?: () => Date;
  sleep?: (ms: number) => Promise<void>;
}

/** Waits until a hold has been open so long. It gives the hold as it is then; undefined when somebody has ended it. */
const waited = async (
  { webhook, type, window }: Held,
  ms: number,
  { now, sleep }: Required<SendOptions>,
): Promise<holds.Hold | undefined> => {
  const hold = await holds.find(webhook, type);
  if (hold?.window !== window) return undefined;
  const left = ms - ageOf(hold, now());
  if (left <= 0) return hold;
  await sleep(left);
  return waited({ webhook, type, window }, ms, { now, sleep });
};

const watch = async (held: Held, options: Required<SendOptions>): Promise<DeliveryRef[]> => {
  let hold = await waited(held, SINGLE_MS, options);
  if (hold && hold.subjects.length > NAMED) hold = await waited(held, STORM_MS, options);
  return hold ? end(hold) : [];
};

/** Later than this somebody should have ended a hold. */
const OVERDUE_MS = STORM_MS + 5000;
/** More than this are left to the next run. */
const DELIVERIES_A_RUN = 1000;

/** What the schedule finds: deliveries that are due, and holds whose watcher died. */
const due = async (now: () => Date): Promise<DeliveryRef[]> => {
  const overdue = (await holds.all()).filter((hold) => hold.closed || ageOf(hold, now()) > OVERDUE_MS);
  const ended = (await Promise.all(overdue.map(end))).flat();
  return [...ended, ...(await calls.due(policy(), DELIVERIES_A_RUN, { now }))];
};

/** Makes the deliveries that are named, waits for what is held back, or else makes whatever is due. Gives how many were tried. */
export const send = async (
  { calls: named, holds: held }: Work,
  { now = clock.now, sleep = clock.sleep }: SendOptions = {},
): Promise<number> => {
  const watched = held && Promise.all(held.map((each) => watch(each, { now, sleep })));
  const refs = named ?? (watched ? (await watched).flat() : await due(now));
  await calls.attemptAll(sendingPolicy({ now }), refs, { now });
  return refs.length;
};
