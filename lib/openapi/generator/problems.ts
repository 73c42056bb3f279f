import { STATUS_CODES } from 'node:http';
import type { AppError } from '#lib/core/errors';
import type { Endpoint } from '#lib/http/endpoint';
import { problemOf } from '#lib/http/problem';
import { exampleOf } from './example.ts';
import { isObject, type Json } from './json.ts';
import { problemStatuses } from './problem-statuses.ts';
import { USUAL } from './usual-problems.ts';

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

const ownExample = (status: number, shown: AppError): Json =>
  response(status, USUAL[status]?.means ?? '', problemOf(shown));

/** The error that an operation gives, by status: the one that its service throws. */
export type Shown = Readonly<Record<number, AppError>>;

/** The same for operations and whole areas, by their names. */
export type ProblemExamples = Readonly<Record<string, Shown>>;

/** The problem answers of an endpoint; `shown` are examples for those that it gives itself. */
export const problemResponses = (endpoint: Endpoint, shown: Shown = {}): Json => {
  const { errorBodies = {}, problems = [] } = endpoint;
  const one = (status: number): Json => {
    const example = problems.some((own) => own === status) ? shown[status] : undefined;
    const usual = { $ref: `#/components/responses/${USUAL[status]?.name}` };
    if (errorBodies[status] !== undefined) {
      const words = ownWords(status, errorBodies[status]);
      // That the first call with an Idempotency-Key still runs is a problem everywhere.
      return status === 409 && endpoint.method !== 'GET' ? withMedia(usual, words) : words;
    }
    if (example !== undefined) return ownExample(status, example);
    return usual;
  };
  return {
    ...Object.fromEntries(problemStatuses(endpoint).map((status) => [status, one(status)])),
    default: { $ref: '#/components/responses/Unexpected' },
  };
};
