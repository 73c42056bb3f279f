import { iso, later, seconds } from '#lib/core/clock';
import { all, atMost, below, either, hasNo, is, isNew } from '#lib/db/conditions';
import { ConditionFailed } from '#lib/db/errors';
import { idempotencyKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { IdempotencyRecord, KEPT_MS, type KeptResponse, RUNS_AT_MOST_MS } from './model.ts';

/**
 * Takes the key for this call, if nobody has it: it is new, or its time is over, or the call that had it died.
 * Gives undefined when taken, else what stands there.
 */
export const claim = async (
  id: string,
  claim: string,
  fingerprint: string,
  now: Date,
): Promise<IdempotencyRecord | undefined> => {
  const free = either(
    isNew,
    atMost('expiresAtSeconds', Math.floor(now.getTime() / 1000)),
    all(hasNo('reply'), is('fingerprint', fingerprint), below('runsUntil', iso(now))),
  );
  const record: IdempotencyRecord = {
    claim,
    fingerprint,
    runsUntil: iso(later(now, RUNS_AT_MOST_MS)),
    expiresAtSeconds: seconds(later(now, KEPT_MS)),
  };
  try {
    await table.put({ ...idempotencyKey(id), type: 'idempotency', ...record }, free);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const there = IdempotencyRecord.parse(error.item);
    // The SDK repeats a write whose answer was lost: then it is our own claim that stands in the way.
    return there.claim === claim ? undefined : there;
  }
};

/** Keeps the answer under the key, if the key is still this call's. */
export const keep = (id: string, claim: string, reply: KeptResponse) =>
  table.update(idempotencyKey(id), { set: { reply } }, is('claim', claim));

/** Gives the key back, for the call had no effect that an answer could stand for. */
export const release = (id: string, claim: string) => table.remove(idempotencyKey(id), is('claim', claim));
