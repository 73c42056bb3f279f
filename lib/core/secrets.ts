import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
export const isSameSecret = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

/** The secrets of a setting that may have several, separated by commas: while one takes the place of another, both count. */
export const secretsIn = (setting: string): string[] =>
  setting
    .split(',')
    .map((secret) => secret.trim())
    .filter(Boolean);

/** Whether a text is one of the secrets of a setting; all of them are compared, whichever it is. */
export const isSecretOf = (setting: string, text: string): boolean =>
  secretsIn(setting).filter((secret) => isSameSecret(secret, text)).length > 0;
