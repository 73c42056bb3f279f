import { iso, later, seconds } from '#lib/core/clock';
import { all, atMost, below, either, hasNo, is, isNew } from '#lib/db/conditions';
import { ConditionFailed, orWhenRefused } from '#lib/db/errors';
import { idempotencyKey, idempotencyPartKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { IdempotencyRecord, KEPT_MS, type KeptResponse, TAKEN_OVER_MS } from './model.ts';

/** Either the key is taken, for an operation that is new or was begun by a call that died, or something stands there. */
export type Claimed = { operation: string } | { found: IdempotencyRecord };

const ownOr = (claim: string, there: IdempotencyRecord): Claimed =>
  // The SDK repeats a write whose answer was lost: then it is our own claim that stands in the way.
  there.claim === claim ? { operation: there.operation ?? claim } : { found: there };

const isDead = ({ reply, runsUntil }: IdempotencyRecord, now: Date): boolean => !reply && runsUntil < iso(now);

/** Takes the key for this call, if nobody has it: it is new, or its time is over, or the call that had it died. */
export const claim = async (id: string, claim: string, fingerprint: string, now: Date): Promise<Claimed> => {
  const free = either(isNew, atMost('expiresAtSeconds', Math.floor(now.getTime() / 1000)));
  const times = { runsUntil: iso(later(now, TAKEN_OVER_MS)), expiresAtSeconds: seconds(later(now, KEPT_MS)) };
  const record: IdempotencyRecord = { claim, operation: claim, fingerprint, ...times };
  for (;;) {
    const there = await orWhenRefused<IdempotencyRecord | undefined>(
      table.put({ ...idempotencyKey(id), type: 'idempotency', ...record }, free).then(() => undefined),
      ({ item }) => IdempotencyRecord.parse(item),
    );
    if (!there) return { operation: claim };
    if (there.claim === claim || there.fingerprint !== fingerprint || !isDead(there, now)) return ownOr(claim, there);
    const operation = there.operation ?? there.claim;
    const isDeadStill = all(is('claim', there.claim), hasNo('reply'), below('runsUntil', iso(now)));
    const other = await orWhenRefused<IdempotencyRecord | 'taken' | 'gone'>(
      table.update(idempotencyKey(id), { set: { claim, operation, ...times } }, isDeadStill).then(() => 'taken'),
      ({ item }) => (item ? IdempotencyRecord.parse(item) : 'gone'),
    );
    if (other === 'taken') return { operation };
    if (other !== 'gone') return ownOr(claim, other);
  }
};

/** Says that the call under the key is alive. False when the key is not this call's any more. */
export const extend = async (id: string, claim: string, now: Date): Promise<boolean> => {
  try {
    await table.update(idempotencyKey(id), { set: { runsUntil: iso(later(now, TAKEN_OVER_MS)) } }, is('claim', claim));
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};

/** DynamoDB holds 400 kB in an item: what is longer is kept in parts beside it. */
const PART_BYTES = 300_000;

const partsOf = (bytes: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, i) =>
    bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES),
  );

/** Keeps the answer under the key, if the key is still this call's. Its parts are there before it is. */
export const keep = async (id: string, claim: string, reply: KeptResponse, now: Date): Promise<void> => {
  const { body = '', ...rest } = reply;
  const isLong = Buffer.byteLength(body) > PART_BYTES;
  const parts = isLong ? partsOf(Buffer.from(body)) : [];
  const expiresAtSeconds = seconds(later(now, 2 * KEPT_MS));
  for (const [i, bytes] of parts.entries())
    await table.put({ ...idempotencyPartKey(id, claim, i), type: 'idempotency-part', bytes, expiresAtSeconds });
  const set = isLong ? { reply: rest, parts: parts.length } : { reply };
  await table.update(idempotencyKey(id), { set }, is('claim', claim));
};

/** The answer that is kept under a key; undefined while its call runs. */
export const replyOf = async (
  id: string,
  { claim, reply, parts = 0 }: IdempotencyRecord,
): Promise<KeptResponse | undefined> => {
  if (!reply || parts === 0) return reply;
  const items = await Promise.all(Array.from({ length: parts }, (_, i) => table.get(idempotencyPartKey(id, claim, i))));
  return { ...reply, body: Buffer.concat(items.map((item) => item?.bytes as Uint8Array)).toString() };
};

/** Gives the key back, for the call had no effect that an answer could stand for. */
export const release = (id: string, claim: string) => table.remove(idempotencyKey(id), is('claim', claim));
