import { request as httpRequest } from 'node:http';
import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';

const ONE_MIB = 1024 * 1024;

/** A registration whose body has exactly so many bytes. */
const bodyOf = (bytes: number): string => {
  const text = JSON.stringify({ ip: given.ip() });
  return ' '.repeat(bytes - text.length) + text;
};

const register = (body: unknown, headers: Record<string, string> = {}) =>
  request('PUT', `/ztp/register/${given.mac()}`, { body, headers });

const isProblem = (answered: Awaited<ReturnType<typeof request>>, status: number, code: string): void => {
  expect(answered.headers.get('content-type')).toBe('application/problem+json');
  expect(answered).toMatchObject({ status, body: { status, code, type: `urn:muster:problem:${code}` } });
  expect(typeof answered.body.title).toBe('string');
  expect(typeof answered.body.detail).toBe('string');
};

test('a body of 1 MiB is read', async () => {
  expect((await register(bodyOf(ONE_MIB))).status).toBe(201);
});

test.each([ONE_MIB + 1, 11 * ONE_MIB])('a body of %d bytes is 413', async (bytes) => {
  isProblem(await register(bodyOf(bytes)), 413, 'body.too-large');
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
  'a body that names %s is 415',
  async (type) => {
    isProblem(await register('{}', { 'content-type': type }), 415, 'body.not-json');
  },
);

test.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/merge-patch+json'])(
  'a body that names %s is read',
  async (type) => {
    expect((await register({ ip: given.ip() }, { 'content-type': type })).status).toBe(201);
  },
);

test('a body that names no content type is read', async () => {
  const body = new Blob([JSON.stringify({ ip: given.ip() })]);
  const answered = await fetch(`${process.env.MUSTER_TEST_URL}/ztp/register/${given.mac()}`, { method: 'PUT', body });
  expect(answered.status).toBe(201);
});

test.each(['{"ip":', '{"ip":"10.0.0.1"} x', '\u0000', "{'ip':'10.0.0.1'}"])(
  'malformed JSON is 400: %j',
  async (body) => {
    const answered = await register(body);
    isProblem(answered, 400, 'body.malformed');
    expect(answered.body.errors).toEqual([{ path: '', message: 'The body is not well-formed JSON' }]);
  },
);

test('a missing body is 400 where one is needed', async () => {
  isProblem(await register(undefined), 400, 'body.missing');
});

test.each(['[]', '"text"', '7', 'true', 'null'])('a body that is %s instead of an object is 400', async (body) => {
  const answered = await register(body);
  expect(answered).toMatchObject({ status: 400, body: { errors: [{ path: '' }] } });
});

test('every fault of path, query and body is named at once', async () => {
  const answered = await request('PUT', '/api/pools/not%20an%20id?depth=1', {
    body: { name: 7, resources: ['10.0.0.256', '10.0.0.1', 3], colour: 'red' },
  });
  isProblem(answered, 400, 'request.invalid');
  const paths = answered.body.errors.map(({ path }: { path: string }) => path);
  expect(paths.sort()).toEqual(['colour', 'depth', 'id', 'name', 'resources.0', 'resources.2']);
  for (const { message } of answered.body.errors) expect(typeof message).toBe('string');
});

test('bad input leaves nothing behind', async () => {
  const id = given.poolId();
  await request('PUT', `/api/pools/${id}`, { body: { name: 'x', resources: ['10.0.0.1', 'x'] } });
  expect((await request('GET', `/api/pools/${id}`)).status).toBe(404);
});

test('names of prototypes are names like others', async () => {
  const answered = await register('{"ip":"10.0.0.1","__proto__":{"name":"x"},"constructor":1}');
  expect(answered.status).toBe(400);
  expect(answered.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(['__proto__', 'constructor']);
});

test('the body of a GET reaches the function', async () => {
  const { port } = new URL(process.env.MUSTER_TEST_URL ?? '');
  const body = 'what is it?';
  const headers = { 'content-type': 'text/plain', 'content-length': body.length };
  // fetch() refuses to send one. That the function sees it shows in that it refuses its content type.
  const status = await new Promise((resolve, reject) => {
    const sent = httpRequest({ port, path: '/ztp/check/a', headers }, (answered) => {
      answered.resume();
      resolve(answered.statusCode);
    });
    sent.on('error', reject);
    sent.end(body);
  });
  expect(status).toBe(415);
});
