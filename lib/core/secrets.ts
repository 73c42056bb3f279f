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

/** The settings whose values may stand in AWS Systems Manager instead of the environment. */
export const SECRETS = ['ZTP_ENROLL_SECRET', 'SERVICE_MANAGER_URL', 'ALERT_WEBHOOK_URL'] as const;

/** How a setting names a parameter of AWS Systems Manager that has its value: `ssm:/muster/prod/enroll`. */
export const PARAMETER = /^ssm:(\/[\w.-]+(?:\/[\w.-]+)*)$/;

/** The name of the parameter that has a setting's value; undefined when the setting has it itself. */
export const parameterIn = (setting: string): string | undefined => PARAMETER.exec(setting)?.[1];
