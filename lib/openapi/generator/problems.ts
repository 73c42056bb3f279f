import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import { AppError, type ErrorKind, invalid } from '#lib/core/errors';
import type { Endpoint } from '#lib/http/endpoint';
import { problemOf } from '#lib/http/problem';
import { exampleOf } from './example.ts';
import { isObject, type Json } from './json.ts';

/** A problem answer (RFC 9457). */
export const Problem = z
  .looseObject({
    type: z
      .string()
      .meta({ description: 'A URN that names the kind of problem', examples: ['urn:muster:problem:pool.unknown'] }),
    title: z.string().meta({ description: 'The words of the status', examples: ['Not Found'] }),
    status: z
      .int()
      .min(400)
      .max(599)
      .meta({ description: 'The HTTP status again', examples: [404] }),
    detail: z.string().meta({ description: 'What happened, in a sentence', examples: ['There is no pool rack-1.'] }),
    code: z
      .string()
      .optional()
      .meta({ description: 'What to branch on; it never changes', examples: ['pool.unknown'] }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Every fault of bad input at once: where it is, and what is wrong with it' }),
  })
  .meta({
    id: 'Problem',
    description: 'What went wrong, as RFC 9457 writes it. Some problems have members of their own.',
  });

/** What each status means here, and a fault that causes it. */
const USUAL: Readonly<Record<number, { name: string; means: string; fault: AppError }>> = {
  400: {
    name: 'BadRequest',
    means: 'The path, the query or the body is not what is taken here. `errors` names every fault at once.',
    fault: invalid([
      { path: 'limit', message: 'must be at most 1,000' },
      { path: 'colour', message: 'is not a known field' },
    ]),
  },
  401: {
    name: 'Unauthenticated',
    means: 'No token was shown, or one that is dead.',
    fault: new AppError(
      'unauthenticated',
      'token.missing',
      'This call needs Authorization: Token <token>; POST /token/login/ gives a token.',
    ),
  },
  403: {
    name: 'Forbidden',
    means: 'A page of another site may not make this call, or a login lacks its cookie and header.',
    fault: new AppError(
      'forbidden',
      'request.cross-site',
      'A page of another site may not make this call; see CORS_ORIGINS.',
    ),
  },
  404: {
    name: 'NotFound',
    means: 'There is no such thing.',
    fault: new AppError('not-found', 'route.unknown', 'There is nothing at /nowhere.'),
  },
  409: {
    name: 'Conflict',
    means: 'The state of the thing does not allow it. Nothing has changed.',
    fault: new AppError(
      'conflict',
      'idempotency.running',
      'The first call with this Idempotency-Key is still running.',
    ),
  },
  412: {
    name: 'PreconditionFailed',
    means: 'The thing is not what `If-Match` says.',
    fault: new AppError(
      'precondition',
      'etag.changed',
      'It has changed since you read it; read it again, then decide.',
    ),
  },
  413: {
    name: 'TooLarge',
    means: 'The body is over 1 MiB.',
    fault: new AppError('too-large', 'body.too-large', 'The body has 1048577 bytes; 1 MiB is the most.'),
  },
  415: {
    name: 'UnsupportedMediaType',
    means: 'The body names another content type than is read here, or a `Content-Encoding`.',
    fault: new AppError('media-type', 'body.not-json', 'The body is text/plain; only application/json is read.'),
  },
  422: {
    name: 'Unprocessable',
    means: 'The request is well formed, but cannot be done: its `Idempotency-Key` stands for another request.',
    fault: new AppError(
      'unprocessable',
      'idempotency.reused',
      'This Idempotency-Key was used for another request before.',
    ),
  },
  429: {
    name: 'TooMany',
    means: 'Too many tries; `Retry-After` says in how many seconds to come back.',
    fault: new AppError(
      'too-many-requests',
      'login.too-many-tries',
      'Too many wrong tries to log in; try again in 640 seconds.',
    ),
  },
  503: {
    name: 'Unavailable',
    means: 'Nothing is wrong with the call; try again after `Retry-After` seconds.',
    fault: new AppError(
      'unavailable',
      'database.busy',
      'The database did not take the request in time; try again shortly.',
    ),
  },
};

const KIND: Readonly<Record<number, ErrorKind>> = Object.fromEntries(
  Object.entries(USUAL).map(([status, { fault }]) => [status, fault.kind]),
);

const HEADERS: Readonly<Record<number, Json>> = {
  401: { 'WWW-Authenticate': { $ref: '#/components/headers/WWW-Authenticate' } },
  429: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
  503: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
};

const response = (status: number, description: string, example: unknown): Json => ({
  description,
  headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' }, ...HEADERS[status] },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } },
});

/** The problem answers that read the same at every endpoint, under their names. */
export const problemComponents = (): Json => ({
  ...Object.fromEntries(
    Object.entries(USUAL).map(([status, { name, means, fault }]) => [
      name,
      response(Number(status), means, problemOf(fault)),
    ]),
  ),
  Unexpected: response(503, 'The system is busy (503, try again), or has a defect (500).', problemOf(busy())),
});

/** A problem answer, shared or not, that comes with these other media types too. */
export const withMedia = (problem: Json, { content }: Json): Json => {
  const shared = typeof problem.$ref === 'string' ? problemComponents()[problem.$ref.split('/').at(-1) ?? ''] : problem;
  const { content: own, ...rest } = shared as Json;
  return { ...rest, content: { ...(own as Json), ...(content as Json) } };
};

const busy = (): AppError => (USUAL[503] as { fault: AppError }).fault;

/** A call without a body refuses one, and reads it for that; the body of a GET means nothing, unless it is read. */
const takesBody = ({ body, method }: Endpoint): boolean => body !== undefined || method !== 'GET';

/** Whether a call of it is done once per `Idempotency-Key`. */
export const takesKey = ({ method, access }: Endpoint): boolean => method !== 'GET' && access !== 'open';

/** Every status but the good ones that an endpoint can answer, from what it says and from what is checked for all. */
export const problemStatuses = (endpoint: Endpoint): number[] => {
  const { access, hasSideEffects: changes, method, problems = [] } = endpoint;
  const statuses = new Set<number>([400, ...problems]);
  if (access !== 'open') statuses.add(401);
  if (method !== 'GET' || changes) statuses.add(403);
  if (takesBody(endpoint)) statuses.add(413).add(415);
  if (takesKey(endpoint)) statuses.add(409).add(422);
  return [...statuses].sort((a, b) => a - b);
};

/** The schema of one value and no other. */
const exactly = (value: unknown): Json =>
  isObject(value)
    ? {
        type: 'object',
        properties: Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, exactly(entry)])),
        required: Object.keys(value),
      }
    : { type: typeof value, const: value };

const ownWords = (status: number, value: unknown): Json => {
  const schema = exactly(value);
  return {
    description: USUAL[status]?.means ?? STATUS_CODES[status] ?? '',
    headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
    content: { 'application/json': { schema, example: exampleOf(schema, (given) => given) } },
  };
};

const asError = (status: number, { code, detail, ...extra }: Json): AppError =>
  new AppError(KIND[status] ?? 'invalid', String(code), String(detail), { extra });

const ownExample = (status: number, shown: AppError | Json): Json =>
  response(status, USUAL[status]?.means ?? '', problemOf(shown instanceof AppError ? shown : asError(status, shown)));

/** The error that an operation gives, by status: the one that its service throws. */
export type Shown = Readonly<Record<number, AppError | Json>>;

/** The same for operations and whole areas, by their names. */
export type ProblemExamples = Readonly<Record<string, Shown>>;

/** The problem answers of an endpoint; `shown` are examples for those that it gives itself. */
export const problemResponses = (endpoint: Endpoint, shown: Shown = {}): Json => {
  const { errorBodies: words = {}, problems = [] } = endpoint;
  const one = (status: number): Json => {
    const example = problems.some((own) => own === status) ? shown[status] : undefined;
    if (words[status] !== undefined) return ownWords(status, words[status]);
    if (example !== undefined) return ownExample(status, example);
    return { $ref: `#/components/responses/${USUAL[status]?.name}` };
  };
  return {
    ...Object.fromEntries(problemStatuses(endpoint).map((status) => [status, one(status)])),
    default: { $ref: '#/components/responses/Unexpected' },
  };
};
