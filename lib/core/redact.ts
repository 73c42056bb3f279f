import { parameterIn, SECRETS, secretsIn } from './secrets.ts';

const HIDDEN = '***';

/** Names under which something stands by which somebody is let in. */
const SECRET_NAMES =
  /authori[sz]ation|authentication|cookie|token|password|passwd|secret|enroll|credential|api[-_]?key/i;

/** What looks like something by which somebody is let in, wherever it stands in a text. */
const SECRET_TEXTS: readonly [RegExp, string][] = [
  // Credentials in a URL: https://user:password@host
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"']+@/gi, `$1${HIDDEN}@`],
  // A header's value: Token 7321c4..., Enroll s3cret
  [/\b(token|bearer|basic|enroll)(\s+)(?=[^\s"',;]*\d)[^\s"',;\\]{6,}/gi, `$1$2${HIDDEN}`],
  // password=..., "password":"...", csrftoken=...
  [
    /\b(csrftoken|auth_token|password|passwd|secret|token)(\\?["']?\s*[:=]\s*\\?["']?)[^\s"'\\&;,}]+/gi,
    `$1$2${HIDDEN}`,
  ],
  // A token of ours, by its form.
  [/\b[0-9a-f]{40}\b/g, HIDDEN],
];

/** Shorter texts would be found in what has nothing to do with them. */
const LEAST = 4;

const known = new Set<string>();

const eachOf = (value: string): string[] => [value, ...secretsIn(value)].filter((one) => one.length >= LEAST);

/** From now on this value is in no line of the log, wherever it stands, nor is one of several that it has. */
export const hide = (value: string): void => {
  for (const one of eachOf(value)) known.add(one);
};

/** A service manager's address is worth reading in a log, and what is secret in it the patterns find. */
const inEnvironment = (): string[] =>
  SECRETS.filter((name) => name !== 'SERVICE_MANAGER_URL')
    .map((name) => process.env[name] ?? '')
    .filter((value) => parameterIn(value) === undefined)
    .flatMap(eachOf);

/** A text without what must not be read by everybody who may read a log. */
export const redactText = (text: string): string => {
  const withoutKnown = [...known, ...inEnvironment()].reduce((rest, value) => rest.replaceAll(value, HIDDEN), text);
  return SECRET_TEXTS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), withoutKnown);
};

/** The same for JSON on its way out, as a replacer of `JSON.stringify`: by name, and within each text. */
export const redact = (name: string, value: unknown): unknown => {
  if (SECRET_NAMES.test(name) && value !== null && value !== undefined) return HIDDEN;
  return typeof value === 'string' ? redactText(value) : value;
};
