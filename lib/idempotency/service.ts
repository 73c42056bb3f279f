import { createHash } from 'node:crypto';
import { now as clockNow } from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { log } from '#lib/core/log';
import { count } from '#lib/core/metrics';
import { keyReused, stillRunning } from './errors.ts';
import type { KeptResponse } from './model.ts';
import * as repository from './repository.ts';

/** A call under a key: whose, which key, and a digest of what is asked. */
export interface KeyedCall {
  caller: string;
  key: string;
  /** Method, path, query and body: the same key may not ask for anything else. */
  request: readonly string[];
}

const digest = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** DynamoDB holds 400 kB in an item; an answer that comes near is not kept. */
const MOST_KEPT_BYTES = 350_000;
const isKept = ({ statusCode, body = '' }: KeptResponse): boolean =>
  statusCode < 500 && Buffer.byteLength(body) <= MOST_KEPT_BYTES;

const REPLAYED = { 'Idempotency-Replayed': 'true' };

/**
 * Does `work` once per key, and gives every later call its answer again for 24 hours (IETF draft
 * draft-ietf-httpapi-idempotency-key-header). One item per key, so that keys spread over partitions.
 * A failure of ours (5xx) is not kept: the key is free again.
 * @throws AppError 409 while the first call still runs, 422 when the key asks for something else than it did first.
 */
export const once = async <R extends KeptResponse>(
  { caller, key, request }: KeyedCall,
  work: () => Promise<R>,
  { now = clockNow } = {},
): Promise<R | KeptResponse> => {
  const id = digest([caller, key]);
  const fingerprint = digest(request);
  const claim = randomId();
  const found = await repository.claim(id, claim, fingerprint, now());
  if (found && found.fingerprint !== fingerprint) throw keyReused();
  if (found?.reply) {
    count('Replays');
    return { ...found.reply, headers: { ...found.reply.headers, ...REPLAYED } };
  }
  if (found) throw stillRunning();
  return settle(id, claim, work);
};

const settle = async <R extends KeptResponse>(id: string, claim: string, work: () => Promise<R>): Promise<R> => {
  let reply: R | undefined;
  try {
    reply = await work();
    return reply;
  } finally {
    // The effect is there, and the caller gets the answer whether it could be kept or not.
    const settled = reply && isKept(reply) ? repository.keep(id, claim, reply) : repository.release(id, claim);
    await settled.catch((error: unknown) => log.warn('The answer of a keyed call could not be kept', { error }));
  }
};
