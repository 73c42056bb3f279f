import { createHash, randomBytes } from 'node:crypto';
import type { SessionRecord } from './model.ts';

/** How long a token lives, from its login. */
export const TOKEN_DAYS = 30;

/** A new token: 160 random bits as 40 hex digits. */
export const newToken = (): string => randomBytes(20).toString('hex');

/** Whether a text can be a token at all; what cannot is not worth a question to the table. */
export const isToken = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** What of a token is kept. One round of SHA-256 will do: nobody guesses 160 random bits. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** How a token is kept that does not end by itself: until the last second of the year 9999. */
export const NEVER_SECONDS = 253_402_300_799;

/** When a token ends (ISO), to the millisecond; undefined for one that does not end by itself. */
export const endOf = ({ expiresAt, expiresAtSeconds }: SessionRecord): string | undefined => {
  if (expiresAt !== undefined) return expiresAt;
  return expiresAtSeconds === NEVER_SECONDS ? undefined : new Date(expiresAtSeconds * 1000).toISOString();
};

/** Whether a token opens anything yet. DynamoDB deletes what has expired within days, so the clock decides. */
export const isAlive = (session: SessionRecord, now: Date): boolean => {
  const end = endOf(session);
  return end === undefined || end > now.toISOString();
};
