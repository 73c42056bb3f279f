import type { Page, Paging } from '#lib/core/page';
import { batchGet } from '#lib/db/batch';
import { all, atMost, either, hasNo, is, isNew } from '#lib/db/conditions';
import { orWhenRefused, unlessRefused } from '#lib/db/errors';
import { callKey, callListed, callsDue, callsIn, callsOf, callsOfKind, keyOf } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { type Attempt, Delivery, DeliveryProgress, type DeliveryRef, type DeliveryStatus } from './model.ts';

const asCall = (item: Item): Delivery => Delivery.parse(item);
const key = (kind: string, { owner, at, id }: DeliveryRef) => callKey(kind, owner, at, id);

/** Writes a call once: gives it as new, or as it has stood since the first time. */
export const open = async (call: Delivery): Promise<Delivery> => {
  const item = {
    ...key(call.kind, call),
    ...callListed(call.kind, call.status, call.dueAt, call.id),
    type: 'call',
    ...call,
  };
  return orWhenRefused(
    table.put(item, isNew).then(() => call),
    (refusal) => (refusal.item ? asCall(refusal.item) : call),
  );
};

export const find = async (kind: string, ref: DeliveryRef): Promise<Delivery | undefined> => {
  const item = await table.get(key(kind, ref));
  return item && asCall(item);
};

const PROGRESS = Object.keys(DeliveryProgress.shape);

export const findProgress = async (kind: string, refs: readonly DeliveryRef[]): Promise<DeliveryProgress[]> => {
  const items = await batchGet(
    refs.map((ref) => key(kind, ref)),
    { only: PROGRESS },
  );
  return items.map((item) => DeliveryProgress.parse(item));
};

/** Nobody tries it, or whoever did has not been heard of for too long. */
const unclaimed = (now: string) => either(hasNo('claim'), atMost('claimedUntil', now));

export interface Claim {
  token: string;
  now: string;
  until: string;
}

/**
 * Takes a call that is due, for one try. One that nobody has tried is due, whatever the clock says: that of whoever
 * opened it may be ahead of this one. Gives undefined when it is not due, or somebody has it.
 */
export const claim = async (
  kind: string,
  ref: DeliveryRef,
  { token, now, until }: Claim,
): Promise<Delivery | undefined> => {
  const attempt: Attempt = { at: now, duration_ms: null, http_status: null, error: null };
  const claimed = table.update(
    key(kind, ref),
    { set: { claim: token, claimedUntil: until }, add: { attempts: 1, left: -1 }, append: { tries: [attempt] } },
    all(is('status', 'PENDING'), either(atMost('dueAt', now), is('attempts', 0)), unclaimed(now)),
  );
  // The SDK repeats a write whose answer was lost: then it is our own claim that stands in the way.
  const item = await orWhenRefused<Item | undefined>(claimed, (refusal) =>
    refusal.item?.claim === token ? refusal.item : undefined,
  );
  return item && asCall(item);
};

export interface Settlement {
  status: DeliveryStatus;
  tries: Attempt[];
  /** Why it was given up, where that was not for the answers. */
  reason?: string;
  /** When it is due again; when it ended, unless it is PENDING. */
  at: string;
  /** When an ended call may be forgotten. */
  expiresAtSeconds: number;
}

const settled = (kind: string, call: string, { status, tries, reason, at, expiresAtSeconds }: Settlement) => ({
  set: { status, tries, reason, dueAt: at, ...(status !== 'PENDING' && { expiresAtSeconds }) },
  remove: ['claim', 'claimedUntil'],
  index: callListed(kind, status, at, call),
});

/** Writes down what came of a try; gives undefined when the call is not in these hands any more. */
export const settle = (
  { kind, claim: token, ...ref }: Delivery,
  settlement: Settlement,
): Promise<Delivery | undefined> =>
  orWhenRefused<Delivery | undefined>(
    table
      .updateOnce(key(kind, ref), settled(kind, ref.id, settlement), 'changedBy', is('claim', token))
      .then((item) => asCall(item)),
    () => undefined,
  );

/** Ends a pending call that was not tried any more, unless it has ended otherwise. */
export const cancel = ({ kind, ...ref }: Delivery, settlement: Settlement): Promise<void> =>
  unlessRefused(
    table.updateOnce(key(kind, ref), settled(kind, ref.id, settlement), 'changedBy', is('status', 'PENDING')),
  );

/**
 * Makes a call due now with all its tries, if nobody has tried it since it was seen: sent twice, it renews nothing that
 * was tried between the two. One that is being tried is left to it, and given as it is. 'changed': it was tried since it
 * was seen. 'gone': there is no such call.
 */
export const renew = (
  { kind, attempts, ...ref }: Delivery,
  left: number,
  now: string,
): Promise<Delivery | 'changed' | 'gone'> => {
  // Due since it came to be, not since now: another machine's clock may be behind this one's, or this one was set back.
  const dueAt = ref.at < now ? ref.at : now;
  const change = {
    set: { status: 'PENDING', left, dueAt },
    remove: ['expiresAtSeconds', 'reason', 'claim', 'claimedUntil'],
    index: callListed(kind, 'PENDING', dueAt, ref.id),
  };
  const isAsSeen = all(is('attempts', attempts), unclaimed(now));
  return orWhenRefused<Delivery | 'changed' | 'gone'>(
    table.updateOnce(key(kind, ref), change, 'changedBy', isAsSeen).then((item) => asCall(item)),
    ({ item, repeated }) => {
      if (!item) return 'gone';
      const there = asCall(item);
      // Sent twice, and tried between the two, or being tried now: that is what was asked for.
      return repeated || there.attempts === attempts || there.claim !== undefined ? there : 'changed';
    },
  );
};

/** The calls of one owner, newest first. */
export const listOf = (
  kind: string,
  owner: string,
  paging: Paging,
  status?: DeliveryStatus,
): Promise<Page<Delivery>> => {
  const options = { backwards: true, ...(status && { filter: is('status', status) }) };
  return queryPage(callsOf(kind, owner), paging, asCall, options);
};

/** The calls in one state: pending ones by when they are due, ended ones latest first. */
export const listIn = async (kind: string, status: DeliveryStatus, paging: Paging): Promise<Page<Delivery>> => {
  const page = await queryPage(callsIn(kind, status), paging, keyOf, { backwards: status !== 'PENDING' });
  const calls = (await batchGet(page.items)).map(asCall);
  // The index may be a moment behind its table.
  return { items: calls.filter((call) => call.status === status), cursor: page.cursor };
};

/** The calls of a kind in any state, the latest first, by when they ended or are due. */
export const listKind = async (kind: string, paging: Paging): Promise<Page<Delivery>> => {
  const page = await queryPage(callsOfKind(kind), paging, keyOf, { backwards: true });
  return { items: (await batchGet(page.items)).map(asCall), cursor: page.cursor };
};

/** The first `limit` calls that are due, the longest waiting first; those that somebody is trying are left out. */
export const due = async (kind: string, now: string, limit: number): Promise<Delivery[]> => {
  const { items } = await table.query(callsDue(kind, now), { limit });
  const calls = (await batchGet(items.map(keyOf))).map(asCall);
  return calls.filter(
    ({ status, dueAt, claimedUntil = '' }) => status === 'PENDING' && dueAt <= now && claimedUntil <= now,
  );
};

/** Every pending call of an owner. */
export const pendingOf = async (kind: string, owner: string): Promise<Delivery[]> => {
  const found: Delivery[] = [];
  const options = { filter: is('status', 'PENDING') };
  for await (const items of table.queryAll(callsOf(kind, owner), options)) found.push(...items.map(asCall));
  return found;
};
