import { createHash } from 'node:crypto';
import { now as clockNow } from '#lib/core/clock';
import { timedId } from '#lib/core/ids';
import { type Lease, underLease } from '#lib/core/lease';
import { log } from '#lib/core/log';
import { count } from '#lib/core/metrics';
import { underOperation } from '#lib/core/operation';
import { keyReused, stillRunning } from './errors.ts';
import { HEARTBEAT_MS, type KeptResponse, LEASE_MS } from './model.ts';
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

const isNoFailure = ({ statusCode }: KeptResponse): boolean => statusCode < 500;

export interface OnceOptions {
  now?: () => Date;
  /** Whether an answer stands for what was done; one that does not is given, and the key is free again. */
  isKept?: (reply: KeptResponse) => boolean;
  heartbeatMs?: number;
  leaseMs?: number;
}

const REPLAYED = { 'Idempotency-Replayed': 'true' };

/**
 * Does `work` once per key, and gives every later call its answer again for 24 hours (IETF draft
 * draft-ietf-httpapi-idempotency-key-header). One item per key, so that keys spread over partitions.
 * A failure of ours (5xx) is not kept: the key is free again. A call says every few seconds that it is alive; one that
 * says so no more is taken to be dead, and the next one with its key does the work, as the same operation
 * (`core/operation.ts`).
 * @throws AppError 409 while the first call still runs, 422 when the key asks for something else than it did first.
 */
export const once = async <R extends KeptResponse>(
  { caller, key, request }: KeyedCall,
  work: () => Promise<R>,
  options: OnceOptions = {},
): Promise<R | KeptResponse> => {
  const { now = clockNow } = options;
  const id = digest([caller, key]);
  const fingerprint = digest(request);
  const claim = timedId();
  const claimed = await repository.claim(id, claim, fingerprint, now());
  if ('operation' in claimed) return settle(id, claim, () => underOperation(claimed.operation, work), options);
  const { found } = claimed;
  if (found.fingerprint !== fingerprint) throw keyReused();
  const kept = await repository.replyOf(id, found);
  if (!kept) throw stillRunning();
  count('Replays');
  return { ...kept, headers: { ...kept.headers, ...REPLAYED } };
};

/** Keeps a lease on the key for as long as this process lives. Gives it, and the function that ends that. */
const keepAlive = (id: string, claim: string, options: OnceOptions): { lease: Lease; stop: () => void } => {
  const { now = clockNow, heartbeatMs = HEARTBEAT_MS, leaseMs = LEASE_MS } = options;
  const lease = { untilMs: Date.now() + leaseMs };
  const beat = async (): Promise<void> => {
    const sentMs = Date.now();
    try {
      const isOurs = await repository.extend(id, claim, now());
      lease.untilMs = isOurs ? sentMs + leaseMs : 0;
    } catch (error) {
      // Left to the next beat, or to the end of the lease.
      log.warn('A keyed call could not say that it is alive', { error: error as Error });
    }
  };
  // One after the other, however slow the database is.
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const next = (): void => {
    if (isOver) return;
    timer = setTimeout(() => void beat().then(next), heartbeatMs).unref();
  };
  next();
  const stop = (): void => {
    isOver = true;
    clearTimeout(timer);
  };
  return { lease, stop };
};

const settle = async <R extends KeptResponse>(
  id: string,
  claim: string,
  work: () => Promise<R>,
  options: OnceOptions,
): Promise<R> => {
  const { now = clockNow, isKept = isNoFailure } = options;
  const { lease, stop } = keepAlive(id, claim, options);
  let reply: R | undefined;
  try {
    reply = await underLease(lease, work);
    return reply;
  } finally {
    stop();
    // The effect is there, and the caller gets the answer whether it could be kept or not.
    const settled = reply && isKept(reply) ? repository.keep(id, claim, reply, now()) : repository.release(id, claim);
    await settled.catch((error: unknown) => log.warn('The answer of a keyed call could not be kept', { error }));
  }
};
