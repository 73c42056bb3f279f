import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';

const UUID = /^[0-9a-f-]{36}$/;

test.each([
  ['a success', 'PUT', 201],
  ['an error of a service', 'GET', 404],
  ['an unknown method', 'DELETE', 405],
])('%s carries a request id and security headers', async (_, method, status) => {
  const path =
    method === 'DELETE' ? '/ztp/check/a' : method === 'GET' ? '/ztp/check/-' : `/ztp/register/${given.mac()}`;
  const answered = await request(method, path, method === 'PUT' ? { body: { ip: given.ip() } } : {});
  expect(answered.status).toBe(status);
  expect(answered.headers.get('x-request-id')).toMatch(UUID);
  expect(answered.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answered.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answered.headers.get('strict-transport-security')).toContain('max-age=');
  expect(answered.headers.get('x-powered-by')).toBeNull();
  expect(answered.headers.get('server')).toBeNull();
});

test('no two answers have the same request id', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => request('GET', '/ztp/check/-')));
  expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(20);
});

test('nothing is said to other origins unless CORS_ORIGINS names some', async () => {
  const headers = { origin: 'https://ops.example.org', 'access-control-request-method': 'PUT' };
  for (const method of ['GET', 'OPTIONS', 'PATCH']) {
    const answered = await fetch(`${process.env.MUSTER_TEST_URL}/api/pools/a`, { method, headers });
    expect(answered.status).toBe(403);
    expect([...answered.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});

test('a page of another site cannot cause a change', async () => {
  const path = `/ztp/register/${given.mac()}`;
  const body = { ip: given.ip() };
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.org' };
  const refused = await request('PUT', path, { body, headers });
  expect(refused).toMatchObject({ status: 403, body: { code: 'request.cross-site' } });
  expect((await request('PUT', path, { body, headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(201);
});
