import * as z from 'zod';
import { inPath } from '#lib/core/text';
import { Timestamp } from '#lib/core/timestamp';
import { closestTypes, isKnownPattern, TypePattern } from '#lib/events/model';
import { Attempt, DeliveryStatus } from '#lib/outbox/model';

export const WebhookName = inPath(
  z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -'),
).meta({ id: 'WebhookName', description: 'What a webhook is known by', example: 'chat' });

/** A receiver knows the sender by the signature. */
const hasPassword = (url: string): boolean => {
  const { username, password } = URL.canParse(url) ? new URL(url) : { username: '', password: '' };
  return username !== '' || password !== '';
};

const TypesOf = (pattern: typeof TypePattern) =>
  z
    .array(pattern)
    .min(1)
    .max(50)
    .meta({ description: 'Which events: types, or with a star those that begin so', example: ['server.*'] });

/** Who is told of which events. */
export const Webhook = z
  .object({
    name: WebhookName,
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .max(2048)
      .meta({ example: 'https://ops.example.org/muster' }),
    types: TypesOf(TypePattern),
    enabled: z.boolean(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.output<typeof Webhook>;

export const Secret = z.string().meta({
  description: 'What deliveries are signed with (Standard Webhooks). It is shown this once.',
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
});

/** A misspelt type would be told of nothing for ever. What is no pattern at all has been refused already. */
const KnownType = TypePattern.refine(isKnownPattern, {
  error: ({ input }) => `is not a type of event; did you mean ${closestTypes(String(input)).join(' or ')}?`,
  when: ({ issues }) => issues.length === 0,
});

/** What a caller sends; what is left out stays as it was. */
export const WebhookChange = Webhook.pick({ url: true, types: true, enabled: true })
  .extend({
    url: Webhook.shape.url.refine(
      (url) => !hasPassword(url),
      'must have no user name and no password: it is shown to all',
    ),
    types: TypesOf(KnownType),
  })
  .partial()
  .strict();
export type WebhookChange = z.output<typeof WebhookChange>;

/** A secret that was rotated away, and until when (ISO) it still signs. */
const OldSecret = z.object({ secret: z.string(), until: z.string() });
export type OldSecret = z.output<typeof OldSecret>;

/** A webhook as it is kept. */
export const WebhookRecord = Webhook.extend({
  secret: z.string(),
  /** The secret before the last rotation, and until when (ISO) it signs beside the new one. */
  previousSecret: z.string().optional(),
  previousUntil: z.string().optional(),
  /** Those before that one, where it was rotated again meanwhile. */
  olderSecrets: z.array(OldSecret).optional(),
  /** The number of the user who made or changed it last: events for the eyes of one user are sent to that user's alone. */
  user: z.int().optional(),
});
export type WebhookRecord = z.output<typeof WebhookRecord>;

/** What is posted. */
export const Message = z
  .object({
    type: z.string().meta({ example: 'server.down' }),
    timestamp: Timestamp.meta({ description: 'When it happened' }),
    data: z.record(z.string(), z.unknown()).meta({ description: '`subject`, `actor`, and what is known of the event' }),
    text: z
      .string()
      .meta({ description: 'One sentence, which chat services show', example: 'web-1 (10.0.0.5) is DOWN, it was UP' }),
  })
  .meta({ id: 'WebhookMessage' });
export type Message = z.output<typeof Message>;

/** One message to one webhook, and what became of it. */
export const WebhookDelivery = z
  .object({
    id: z.string().meta({
      description: 'The `webhook-id` of every attempt',
      example: 'msg_mi9vd0q0_0b7d7b0a5b8e5f6e9d550f4f2a6b8c11',
    }),
    type: z.string(),
    text: z.string(),
    created_at: Timestamp,
    status: DeliveryStatus,
    attempts: z.int(),
    http_status: z.int().nullable(),
    last_attempt_at: Timestamp.nullable(),
    next_attempt_at: Timestamp.nullable().meta({ description: 'Not before then, while it is PENDING' }),
    error: z.string().nullable(),
    tries: z.array(Attempt),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.output<typeof WebhookDelivery>;
