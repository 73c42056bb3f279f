import * as z from 'zod';
import { Timestamp } from '#lib/core/timestamp';

/** What is known of a call: still to be made (again), answered with 2xx, or given up. */
export const DeliveryStatus = z
  .enum(['PENDING', 'SUCCEEDED', 'FAILED'])
  .meta({ id: 'CallStatus', description: 'PENDING until it succeeded or was given up' });
export type DeliveryStatus = z.output<typeof DeliveryStatus>;

/** One try of a call. All but `at` are null while its answer is awaited. */
export const Attempt = z
  .object({
    at: Timestamp,
    duration_ms: z.number().nullable(),
    http_status: z.int().nullable(),
    error: z.string().nullable(),
  })
  .meta({
    id: 'Attempt',
    example: { at: '2026-11-20T15:44:00.000Z', duration_ms: 12, http_status: 503, error: 'answered 503' },
  });
export type Attempt = z.output<typeof Attempt>;

/** Which call: whose it is, when it came to be, and its id, which is also its `Idempotency-Key`. */
export const DeliveryRef = z.object({ owner: z.string(), at: Timestamp, id: z.string() });
export type DeliveryRef = z.output<typeof DeliveryRef>;

/** An outward call as the ledger keeps it. */
export const Delivery = DeliveryRef.extend({
  kind: z.string(),
  status: DeliveryStatus,
  /** How often it was tried. */
  attempts: z.int(),
  /** How many tries it has left before it is given up. */
  left: z.int(),
  /** When it is to be tried, while it is PENDING. */
  dueAt: Timestamp,
  tries: z.array(Attempt),
  /** Why it was given up, where that was not for the answers. */
  reason: z.string().optional(),
  /** What the request is made of: the area's own business. */
  details: z.record(z.string(), z.unknown()),
  /** Who tries it at this moment, and when nobody may believe that any more. */
  claim: z.string().optional(),
  claimedUntil: Timestamp.optional(),
});
export type Delivery = z.output<typeof Delivery>;

/** How far a call is, without what it is made of. */
export const DeliveryProgress = Delivery.pick({ id: true, status: true, attempts: true, tries: true, reason: true });
export type DeliveryProgress = z.output<typeof DeliveryProgress>;

/** What is sent. */
export interface DeliveryRequest {
  url: string;
  method?: 'GET' | 'POST';
  /** Beside those that every call has. */
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, as `JSON.stringify` writes it. */
  body?: unknown;
}

/** One kind of outward call: how long an answer may take, how long to wait between tries. */
export interface DeliveryPolicy {
  kind: string;
  /** Under which names its calls are counted, and how long they took measured, from when they came to be. */
  metrics?: {
    attempts: 'ExecAttempts' | 'AlertAttempts';
    successes: 'ExecSuccesses' | 'AlertSuccesses';
    failures: 'ExecFailures' | 'AlertFailures';
    latency: 'ExecLatency' | 'AlertLatency';
  };
  /** For people, in errors: `The service manager`. */
  recipient: string;
  timeoutMs: number;
  /** One pause after each try that may be repeated; so there is one try more than pauses. */
  pausesSeconds: readonly number[];
}

/** A line of those who make the calls: only they know how, and whatever secret is in it. */
export interface SendingPolicy extends DeliveryPolicy {
  request(call: Delivery): DeliveryRequest | Promise<DeliveryRequest>;
  /** Told of each call that has ended, after that is written down. May not hear of it when the process dies. */
  ended?(call: Delivery): Promise<void>;
}
