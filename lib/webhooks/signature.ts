import { createHmac, randomBytes } from 'node:crypto';
import type { WebhookRecord } from './model.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret: 256 random bits, written as Standard Webhooks has it. */
export const newSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

const signed = (secret: string, content: string): string => {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
};

/** The secrets that sign at that moment: the one, and for a day after a rotation the one before. */
export const secretsAt = ({ secret, previousSecret, previousUntil = '' }: WebhookRecord, at: string): string[] =>
  previousSecret !== undefined && previousUntil > at ? [secret, previousSecret] : [secret];

/** The three headers of Standard Webhooks 1.0 for a body that is sent now. */
export const signatureHeaders = (
  webhook: WebhookRecord,
  id: string,
  body: string,
  now: Date,
): Record<string, string> => {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = secretsAt(webhook, now.toISOString()).map((secret) =>
    signed(secret, `${id}.${timestamp}.${body}`),
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
};
