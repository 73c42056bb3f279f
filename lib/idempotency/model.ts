import * as z from 'zod';

/** An Idempotency-Key as a caller sends it: 1 to 255 visible ASCII characters, with or without the quotes of a string. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
  .transform((key) => key.replace(/^"(.*)"$/, '$1'));

/** An answer as it is kept, to be given again. */
export const KeptResponse = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});
export type KeptResponse = z.output<typeof KeptResponse>;

/** What stands under a key: a call that runs until `runsUntil` at the latest, or the answer that it had. */
export const IdempotencyRecord = z.object({
  claim: z.string(),
  /** The claim that began the work: whoever takes the place of a dead call goes on with the same operation. */
  operation: z.string().optional(),
  fingerprint: z.string(),
  runsUntil: z.string(),
  reply: KeptResponse.optional(),
  /** In how many items of their own the body of the answer is kept, where it is too long for this one. */
  parts: z.int().optional(),
  expiresAtSeconds: z.int(),
});
export type IdempotencyRecord = z.output<typeof IdempotencyRecord>;

/** How long an answer is given again. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/** A call that has not been heard of for so long is dead, and the next one with its key takes its place. */
export const TAKEN_OVER_MS = 30_000;

/** A call says that it is alive so often. */
export const HEARTBEAT_MS = 5000;

/**
 * A call that could not say so for so long writes nothing more: between that and its being taken over lies more than a
 * request to the database may take (`lib/db/client.ts`).
 */
export const LEASE_MS = 20_000;
