import { createHmac, randomBytes } from 'node:crypto';
import type { OldSecret, WebhookRecord } from './model.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret: 256 random bits, written as Standard Webhooks has it. */
export const newSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

const signed = (secret: string, content: string): string => {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
};

/** The secrets that were rotated away and sign still at that moment, the newest first. */
export const oldSecretsAt = (
  { previousSecret, previousUntil = '', olderSecrets = [] }: WebhookRecord,
  at: string,
): OldSecret[] => {
  const previous = previousSecret === undefined ? [] : [{ secret: previousSecret, until: previousUntil }];
  return [...previous, ...olderSecrets].filter(({ until }) => until > at);
};

/** The secrets that sign at that moment: the one, and for a day after its rotation each one before. */
const secretsAt = (webhook: WebhookRecord, at: string): string[] => [
  webhook.secret,
  ...oldSecretsAt(webhook, at).map(({ secret }) => secret),
];

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
