import { expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { AppError, conflict } from '#lib/core/errors';
import { endpoint } from '#lib/http/endpoint';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { stillRunning } from '#lib/idempotency/errors';
import { call, httpEvent, lambdaContext } from '#support/call';

const thing = endpoint('GET /things/{id}', {
  name: 'getThing',
  area: 'test',
  summary: 'A thing',
  params: z.object({ id: z.string() }),
  answers: { 200: z.object({ id: z.string() }) },
});

const getting = (handle: () => Promise<{ id: string }>) =>
  call(serve(thing, handle), thing.route, { params: { id: 'a' } });

test('a defect of ours is 500, as a problem that tells nothing but the request id', async () => {
  const answered = await getting(async () => {
    throw new TypeError('secret: /srv/muster/lib/pools/service.ts:17');
  });
  const id = answered.headers['X-Request-Id'];
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(answered).toMatchObject({
    status: 500,
    headers: { 'Content-Type': 'application/problem+json', 'X-Content-Type-Options': 'nosniff' },
    body: {
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: `Something is wrong on our side. The log has it under request ${id}.`,
    },
  });
  expect(JSON.stringify(answered)).not.toMatch(/secret|TypeError|\.ts|stack/);
});

test.each([
  ['a text', 'boom'],
  ['nothing', undefined],
  ['null', null],
])('even %s that is thrown is 500', async (_, thrown) => {
  const answered = await getting(async () => {
    throw thrown;
  });
  expect(answered).toMatchObject({ status: 500, headers: { 'Content-Type': 'application/problem+json' } });
});

test('an answer that is not what the endpoint says is a defect', async () => {
  expect((await getting(async () => ({ name: 'a' }) as never)).status).toBe(500);
  expect((await getting(async () => respond(418 as number, { id: 'a' }) as never)).status).toBe(500);
});

test('what the endpoint does not say stays behind', async () => {
  const answered = await getting(async () => ({ id: 'a', pk: 'POOLS' }) as { id: string });
  expect(answered).toMatchObject({ status: 200, body: { id: 'a' } });
  expect(answered.body).toEqual({ id: 'a' });
});

test('a fault is answered with its kind as the status, its code, sentence, members and headers', async () => {
  const answered = await getting(async () => {
    throw conflict('thing.busy', 'Thing a is busy.', { allowed: ['STOP'] });
  });
  expect(answered.status).toBe(409);
  expect(answered.body).toEqual({
    type: 'urn:muster:problem:thing.busy',
    title: 'Conflict',
    status: 409,
    detail: 'Thing a is busy.',
    code: 'thing.busy',
    allowed: ['STOP'],
  });
  const limited = await getting(async () => {
    throw new AppError('too-many-requests', 'login.limited', 'Too many tries.', { headers: { 'Retry-After': '60' } });
  });
  expect(limited).toMatchObject({ status: 429, headers: { 'Retry-After': '60' } });
});

test('an endpoint may have words of its own for an error', async () => {
  const spoken = endpoint('GET /words', { ...thing, errorBodies: { 409: { status: 'NAME_ALREADY_EXIST' } } });
  const handler = serve(spoken, async () => {
    throw conflict('thing.busy', 'Thing a is busy.');
  });
  const answered = await call(handler, spoken.route, { params: { id: 'a' } });
  expect(answered).toMatchObject({ status: 409, headers: { 'Content-Type': 'application/json' } });
  expect(answered.body).toEqual({ status: 'NAME_ALREADY_EXIST' });
});

test('words of its own are about the thing, not about an Idempotency-Key', async () => {
  const spoken = endpoint('PUT /words', { ...thing, errorBodies: { 409: { status: 'NAME_ALREADY_EXIST' } } });
  const handler = serve(spoken, async () => {
    throw stillRunning();
  });
  expect(await call(handler, spoken.route, { params: { id: 'a' } })).toMatchObject({
    status: 409,
    headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '1' },
    body: { code: 'idempotency.running' },
  });
});

test('a call that Lambda is about to end is 503 and may be tried again', async () => {
  const handler = serve(thing, () => new Promise(() => {}));
  const context = { ...lambdaContext(), getRemainingTimeInMillis: () => 20 } as Context;
  const reply = (await handler(httpEvent(thing.route, { params: { id: 'a' } }), context)) as { body: string };
  expect(reply).toMatchObject({
    statusCode: 503,
    headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '1', 'X-Request-Id': context.awsRequestId },
  });
  expect(JSON.parse(reply.body)).toMatchObject({ status: 503, code: 'call.timeout' });
});

test('an answer that Lambda would not hand on is 413, and says how to get less of it', async () => {
  // Quotes take two bytes each in the JSON that Lambda hands on, and two again for their backslashes.
  const most = await getting(async () => ({ id: '"'.repeat(1_374_000) }));
  expect(most.status).toBe(200);
  expect(await getting(async () => ({ id: '"'.repeat(1_376_000) }))).toMatchObject({
    status: 413,
    headers: { 'Content-Type': 'application/problem+json' },
    body: {
      code: 'answer.too-large',
      detail:
        'The answer has 5.5 MB. The maximum is 5.5 MB. Ask for fewer entries at once with `limit`, or for fewer fields.',
    },
  });
});
