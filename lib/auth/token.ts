import { createHash, randomBytes } from 'node:crypto';

/** How long a token lives, from its login. */
export const TOKEN_DAYS = 30;

/** A new token: 160 random bits as 40 hex digits. */
export const newToken = (): string => randomBytes(20).toString('hex');

/** Whether a text can be a token at all; what cannot is not worth a question to the table. */
export const isToken = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** What of a token is kept. One round of SHA-256 will do: nobody guesses 160 random bits. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
