import fc from 'fast-check';
import * as z from 'zod';
import type { Endpoint } from '#lib/http/endpoint';

/** Texts that have broken systems before. */
const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\n',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  '%00',
  '%2F',
  '#',
  'POOL#x',
  '"',
  "'; DROP TABLE users; --",
  '{{7*7}}',
  '<script>alert(1)</script>',
  '\u202Eevil',
  '\uD800',
  '😀'.repeat(40),
  'x'.repeat(2000),
  'ﬁ',
  'İ',
  '1e400',
  '-0',
  'NaN',
  'null',
  '0x10',
  '2026-13-45T99:99:99Z',
];

/** Texts that some endpoint takes, so that many requests get past the first check. Addresses are this machine's: some get pinged. */
const PLAUSIBLE_TEXTS = [
  '127.0.0.1',
  '::1',
  '127.0.0.0/30',
  '127.0.0.1-127.0.0.3',
  '::/0',
  'alice',
  'rack-1',
  'A',
  'RUNNING',
  'START',
  'raw',
  'day',
  '2026-11-20',
  '2026-11-20T15:44:00Z',
  '1',
  '100',
  'true',
  'false',
];

const text = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.constantFrom(...PLAUSIBLE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.uuid(),
);

const scalar = fc.oneof(
  text,
  fc.constantFrom(null, true, false, 0, -1, 1, 0.5, 17, 1e21, -1e308, Number.MAX_SAFE_INTEGER, 2 ** 53),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const nested = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** A value that fits a JSON schema more often than chance would have it, and often does not. */
const like = (schema: z.core.JSONSchema.BaseSchema): fc.Arbitrary<unknown> => {
  const {
    type,
    properties = {},
    items,
    enum: choices,
  } = schema as z.core.JSONSchema.ObjectSchema & { items?: z.core.JSONSchema.BaseSchema; enum?: unknown[] };
  if (choices) return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...choices) }, nested);
  if (type === 'object') {
    const members = Object.entries(properties).map(
      ([name, member]) => [name, like(member as z.core.JSONSchema.BaseSchema)] as const,
    );
    const known = fc.record(Object.fromEntries(members), { requiredKeys: [] });
    return fc.oneof(
      { weight: 4, arbitrary: known },
      {
        weight: 1,
        arbitrary: fc.tuple(known, fc.dictionary(text, nested, { maxKeys: 2 })).map(([a, b]) => ({ ...a, ...b })),
      },
      nested,
    );
  }
  if (items) return fc.oneof({ weight: 3, arbitrary: fc.array(like(items), { maxLength: 6 }) }, nested);
  if (type === 'integer' || (type as unknown) === 'number')
    return fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -1, max: 130 }) }, nested);
  return fc.oneof({ weight: 3, arbitrary: text }, nested);
};

const schemaOf = (schema: z.ZodType | undefined): z.core.JSONSchema.BaseSchema =>
  schema ? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) : {};

const encoded = (value: string): string => {
  try {
    return encodeURIComponent(value);
  } catch {
    return '%ED%A0%80';
  }
};

export interface HostileRequest {
  method: string;
  path: string;
  body: string | undefined;
  headers: Record<string, string>;
}

/** Requests to an endpoint: right ones, nearly right ones and absurd ones. */
export const requestsTo = ({ method, path, query, body, bodyType }: Endpoint): fc.Arbitrary<HostileRequest> => {
  const names = Object.keys(schemaOf(query) && ((schemaOf(query) as z.core.JSONSchema.ObjectSchema).properties ?? {}));
  const segment = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('rack-1', 'alice', '1', '5cf028c3-db6c-5f3f-a7c1-16020aa4d618') },
    { weight: 2, arbitrary: text },
  );
  const parameters = fc.dictionary(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom('limit', 'cursor', ...names) }, text),
    text,
    { maxKeys: 3 },
  );
  const csv = fc
    .array(fc.array(fc.oneof(text, fc.constantFrom('id', 'name', 'ip', 'resources', 'tags')), { maxLength: 4 }))
    .map((lines) => ['id,name,ip', ...lines.map((cells) => cells.join(','))].join('\r\n'));
  const json = fc.oneof(
    { weight: 8, arbitrary: like(schemaOf(body)).map((value) => JSON.stringify(value)) },
    text,
    fc.constantFrom('{', '[1,', '{"a":1}{', '[[[['.repeat(500)),
  );
  const sent = bodyType === undefined ? json : fc.oneof(csv, text);
  const media = bodyType ?? 'application/json';
  return fc.record({
    method: fc.constant(method),
    path: fc.tuple(fc.array(segment, { minLength: 4, maxLength: 4 }), parameters).map(([segments, given]) => {
      const at = path.replace(/\{[^}]+\}/g, () => encoded(segments.pop() || 'x'));
      const asked = Object.entries(given).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
      return asked.length > 0 ? `${at}?${asked.join('&')}` : at;
    }),
    body:
      method === 'GET' ? fc.option(sent, { nil: undefined, freq: 5 }) : fc.option(sent, { nil: undefined, freq: 8 }),
    headers: fc.constantFrom<Record<string, string>>(
      { 'content-type': media },
      { 'content-type': media },
      {},
      { 'content-type': 'text/plain' },
      { authorization: 'Token x', cookie: '=;;=' },
    ),
  });
};
