import { STATUS_CODES } from 'node:http';
import type * as z from 'zod';
import { listIn } from '#lib/http/csv-list';
import type { Access, Endpoint, HeaderSpec } from '#lib/http/endpoint';
import { mediaTypesOf } from '#lib/http/response';
import { exampleOf } from './example.ts';
import type { Json } from './json.ts';
import { takesKey } from './problem-statuses.ts';
import { problemResponses, type Shown, withMedia } from './problems.ts';
import type { Schemas } from './schemas.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const parametersIn = (place: 'path' | 'query', shape: z.ZodObject | undefined, schemas: Schemas): Json[] => {
  if (!shape) return [];
  const { properties = {}, required = [] } = schemas.add(shape, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: required.includes(name),
    description: description ?? schemas.resolve(schema).description,
    schema,
    // An optional one is left empty in forms.
    ...(required.includes(name) && { example: exampleOf(schema, (given) => schemas.resolve(given)) }),
  }));
};

/** Whether it may be asked for what is new alone: an object that says so, and every list. */
const isConditional = (endpoint: Endpoint): boolean => 304 in endpoint.answers || listIn(endpoint) !== undefined;

/** What stands for the version that a caller has seen (RFC 9110, 13.1). */
const conditionsOf = (endpoint: Endpoint): Record<string, HeaderSpec> => ({
  ...(endpoint.problems?.includes(412) && {
    'If-Match': { description: 'Do it only if the thing still is what this `ETag` stood for, else 412.' },
  }),
  ...(isConditional(endpoint) && {
    'If-None-Match': { description: 'Answer 304 if the thing still is what this `ETag` stood for.' },
  }),
});

const headerParameters = (endpoint: Endpoint): Json[] =>
  Object.entries({ ...conditionsOf(endpoint), ...endpoint.headers }).map(([name, { description }]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));

/** Browsers and OpenAPI know no body of a GET; where one is taken, it says in the description what stands for it. */
const requestBody = (endpoint: Endpoint, schemas: Schemas): Json => {
  const { body, bodyOptional = false, noBodyWithQuery, method, name, examples = {} } = endpoint;
  const { bodyType = 'application/json' } = endpoint;
  if (!body || method === 'GET') return {};
  const schema = schemas.add(body, 'input', `${capital(name)}Body`);
  const example = examples.body ?? exampleOf(schema, (given) => schemas.resolve(given));
  return {
    requestBody: { required: !(bodyOptional || noBodyWithQuery), content: { [bodyType]: { schema, example } } },
  };
};

const answerHeaders = (endpoint: Endpoint): Json => {
  const { answerHeaders: own = [], query } = endpoint;
  const names = new Set(['X-Request-Id', ...own]);
  if (query && 'cursor' in query.shape) names.add('Link');
  if (isConditional(endpoint)) names.add('ETag');
  return Object.fromEntries([...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]));
};

const content = (endpoint: Endpoint, status: number, answer: z.ZodType, schemas: Schemas): Json => {
  const schema = schemas.add(answer, 'output', `${capital(endpoint.name)}Answer`);
  const shown = endpoint.examples?.[status];
  // Pages and files have no schema: they are bytes.
  const isBytes = !schema.$ref && !schema.type && !schema.anyOf;
  const example = shown ?? (isBytes ? undefined : exampleOf(schema, (given) => schemas.resolve(given)));
  const media = Object.fromEntries(
    mediaTypesOf(answer).map((media) => [
      media.replace(/;.*/, ''),
      { schema, ...(example !== undefined && { example }) },
    ]),
  );
  return status === 200 && listIn(endpoint) ? { ...media, 'text/csv': { schema: { type: 'string' } } } : media;
};

/** What an endpoint says that it answers, and 304 where it is a list. */
const answersOf = (endpoint: Endpoint): Endpoint['answers'] => ({
  ...endpoint.answers,
  ...(listIn(endpoint) && { 304: null }),
});

const goodResponses = (endpoint: Endpoint, schemas: Schemas, links: Json): Json =>
  Object.fromEntries(
    Object.entries(answersOf(endpoint)).map(([status, answer]) => [
      status,
      {
        description: answer?.meta()?.description ?? STATUS_CODES[status] ?? '',
        headers: answerHeaders(endpoint),
        ...(answer && { content: content(endpoint, Number(status), answer, schemas) }),
        // What is done to many creates nothing.
        ...(Number(status) !== 202 && links),
      },
    ]),
  );

const toPage = (page: string): Json => ({
  description: `A client that prefers HTML is redirected to ${page}`,
  headers: { Location: { $ref: '#/components/headers/Location' } },
});

/** What a stage asks of its callers where an endpoint leaves that to it. */
export interface Asked {
  /** `AUTH` is `token`. */
  asksForToken: boolean;
  /** `ZTP_ENROLL_SECRET` is set. */
  asksToEnroll?: boolean | undefined;
}

export interface OperationSpec extends Asked {
  tag: string;
  /** To what can be done with what it creates. */
  links: Json;
  /** Examples of its problems. */
  refusals: Shown;
}

/** A status that is said as an answer and comes as a problem too has the media of both. */
const responsesOf = (endpoint: Endpoint, schemas: Schemas, { refusals, links }: OperationSpec): Json => {
  const good = goodResponses(endpoint, schemas, links);
  const problems = problemResponses(endpoint, refusals);
  const both = Object.keys(good).filter((status) => status in problems);
  const merged = both.map((status) => [status, withMedia(problems[status] as Json, good[status] as Json)]);
  const elsewhere = endpoint.page ? { 302: toPage(endpoint.page) } : {};
  return { ...good, ...elsewhere, ...problems, ...Object.fromEntries(merged) };
};

const securityOf = (access: Access, { asksForToken, asksToEnroll }: Asked): Json[] => {
  const token = [{ bearer: [] }, { token: [] }];
  if (access === 'open') return [];
  if (access === 'enroll') return asksToEnroll ? [{ enroll: [] }, ...token] : [...token, {}];
  if (access === 'device' && asksForToken && asksToEnroll) return [{ enroll: [] }, ...token];
  return access === 'user' || asksForToken ? token : [...token, {}];
};

/** The OpenAPI operation of an endpoint. */
export const operationOf = (endpoint: Endpoint, schemas: Schemas, spec: OperationSpec): Json => {
  const { name, summary, description, params, query, access } = endpoint;
  const parameters = [
    ...parametersIn('path', params, schemas),
    ...parametersIn('query', query, schemas),
    ...headerParameters(endpoint),
    ...(takesKey(endpoint) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
  return {
    operationId: name,
    tags: [spec.tag],
    summary,
    ...(description !== undefined && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...requestBody(endpoint, schemas),
    responses: responsesOf(endpoint, schemas, spec),
    security: securityOf(access, spec),
  };
};
