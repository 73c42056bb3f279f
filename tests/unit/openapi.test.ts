import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { notFound } from '#lib/core/errors';
import { type Endpoint, endpoint } from '#lib/http/endpoint';
import { openApi } from '#lib/openapi/generator/document';
import { exampleOf } from '#lib/openapi/generator/example';
import type { Json } from '#lib/openapi/generator/json';
import { Schemas } from '#lib/openapi/generator/schemas';

const said = {
  title: 'Test',
  version: '1',
  description: '',
  areas: { things: { title: 'Things', sentence: 'Things.' } },
  asksForToken: true,
  refusals: { things: { 404: notFound('thing.unknown', 'There is no thing a.') } },
};

const document = (...endpoints: unknown[]) =>
  // biome-ignore lint/suspicious/noExplicitAny: a document has no type until a test has looked at it
  openApi(endpoints as Endpoint[], said) as any;

const getThing = endpoint('GET /things/{id}', {
  name: 'getThing',
  area: 'things',
  summary: 'A thing',
  params: z.object({ id: z.string().meta({ description: 'Which one', example: 'a' }) }),
  query: z.object({ limit: z.coerce.number().int().max(9).optional() }),
  answers: { 200: z.object({ id: z.string() }).meta({ id: 'Thing' }), 204: null },
  problems: [404],
});

test('an endpoint becomes an operation with parameters, answers, problems and security', () => {
  const { get } = document(getThing).paths['/things/{id}'];
  expect(get).toMatchObject({ operationId: 'getThing', tags: ['Things'], summary: 'A thing' });
  expect(get.parameters).toEqual([
    {
      name: 'id',
      in: 'path',
      required: true,
      description: 'Which one',
      schema: { type: 'string', examples: ['a'] },
      example: 'a',
    },
    { name: 'limit', in: 'query', required: false, schema: expect.objectContaining({ type: 'integer', maximum: 9 }) },
  ]);
  expect(Object.keys(get.responses)).toEqual(['200', '204', '400', '401', '404', 'default']);
  expect(get.responses[200].content['application/json']).toEqual({
    schema: { $ref: '#/components/schemas/Thing' },
    example: { id: 'text' },
  });
  expect(get.responses[404].content['application/problem+json'].example).toEqual({
    type: 'urn:muster:problem:thing.unknown',
    title: 'Not Found',
    status: 404,
    detail: 'There is no thing a.',
    code: 'thing.unknown',
  });
  expect(get.security).toEqual([{ bearer: [] }, { token: [] }]);
});

test('where a stage asks for no token, one may be left out; a user always shows one; open asks nobody', () => {
  const operation = (access: 'open' | 'token' | 'device' | 'user' | 'enroll', asksToEnroll = false) =>
    // biome-ignore lint/suspicious/noExplicitAny: a document has no type until a test has looked at it
    (openApi([{ ...getThing, access } as unknown as Endpoint], { ...said, asksForToken: false, asksToEnroll }) as any)
      .paths['/things/{id}'].get;
  expect(operation('token').security).toEqual([{ bearer: [] }, { token: [] }, {}]);
  expect(operation('user').security).toEqual([{ bearer: [] }, { token: [] }]);
  expect(operation('enroll').security).toEqual([{ bearer: [] }, { token: [] }, {}]);
  expect(operation('enroll', true).security).toEqual([{ enroll: [] }, { bearer: [] }, { token: [] }]);
  expect(operation('open').security).toEqual([]);
  expect(Object.keys(operation('open').responses)).not.toContain('401');
});

test('words of its own stand where an endpoint has them, and problems elsewhere', () => {
  const { post } = document(
    endpoint('POST /', {
      name: 'addServer',
      area: 'things',
      summary: 'Add',
      body: z.strictObject({ name: z.string() }),
      answers: { 201: z.object({ status: z.literal('CREATED') }) },
      problems: [409],
      errorBodies: { 409: { status: 'NAME_ALREADY_EXIST' } },
    }),
  ).paths['/'];
  expect(post.responses[409].content).toEqual({
    // An Idempotency-Key whose first call still runs is a problem everywhere.
    'application/problem+json': expect.objectContaining({ schema: { $ref: '#/components/schemas/Problem' } }),
    'application/json': {
      schema: {
        type: 'object',
        properties: { status: { type: 'string', const: 'NAME_ALREADY_EXIST' } },
        required: ['status'],
      },
      example: { status: 'NAME_ALREADY_EXIST' },
    },
  });
  expect(post.responses[415]).toEqual({ $ref: '#/components/responses/UnsupportedMediaType' });
  expect(post.requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/AddServerBody' });
  expect(post.responses[201].content['application/json'].schema).toEqual({
    $ref: '#/components/schemas/AddServerAnswer',
  });
});

test('a schema whose sent and answered forms differ has a name for each, and so has what refers to it', () => {
  const Inner = z.object({ tags: z.array(z.string()).default([]) }).meta({ id: 'Inner' });
  const Outer = z.object({ inner: Inner }).meta({ id: 'Outer' });
  const Same = z.object({ a: z.string() }).meta({ id: 'Same' });
  const schemas = new Schemas();
  const body = [schemas.add(Outer, 'input'), schemas.add(Same, 'input')];
  const answer = [schemas.add(Outer, 'output'), schemas.add(Same, 'output')];
  // biome-ignore lint/suspicious/noExplicitAny: a document has no type until a test has looked at it
  const settled = schemas.settle({ body, answer }) as any;
  expect(settled.body).toEqual([{ $ref: '#/components/schemas/OuterInput' }, { $ref: '#/components/schemas/Same' }]);
  expect(settled.answer).toEqual([{ $ref: '#/components/schemas/Outer' }, { $ref: '#/components/schemas/Same' }]);
  expect(Object.keys(settled.components.schemas)).toEqual(['Inner', 'InnerInput', 'Outer', 'OuterInput', 'Same']);
  expect(settled.components.schemas.OuterInput.properties.inner).toEqual({ $ref: '#/components/schemas/InnerInput' });
});

test('two schemas of one name are refused', () => {
  const schemas = new Schemas();
  schemas.add(z.object({ a: z.string().meta({ id: 'Word', maxLength: 1 }) }), 'output');
  expect(() => schemas.add(z.object({ a: z.int() }), 'output', 'Word')).toThrow('Two schemas have the id Word');
});

test('an example is made from its parts, and leaves out what is optional and has none', () => {
  const example = (schema: z.ZodType) => exampleOf(new Schemas().add(schema, 'output'), (json: Json) => json);
  expect(
    example(
      z.object({
        name: z.string(),
        mood: z.enum(['good', 'bad']),
        count: z.int().min(3),
        at: z.iso.datetime(),
        nothing: z.string().nullable(),
        tags: z.array(z.string()).optional(),
        shown: z.string().optional().meta({ example: 'yes' }),
      }),
    ),
  ).toEqual({ name: 'text', mood: 'good', count: 3, at: '2026-11-20T15:44:00.000Z', nothing: 'text', shown: 'yes' });
});
