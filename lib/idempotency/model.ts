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
  fingerprint: z.string(),
  runsUntil: z.string(),
  reply: KeptResponse.optional(),
  expiresAtSeconds: z.int(),
});
export type IdempotencyRecord = z.output<typeof IdempotencyRecord>;

/** How long an answer is given again. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/** After so long, a call that has not answered is dead: API Gateway waits for none longer than 30 s. */
export const RUNS_AT_MOST_MS = 30_000;
