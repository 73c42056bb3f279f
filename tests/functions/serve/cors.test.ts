import { expect, test } from '@jest/globals';
import { call } from '#support/call';
import { given } from '#support/given';

process.env.CORS_ORIGINS = 'https://ops.example.org, https://noc.example.org';
const { handler: fallback } = await import('#functions/http/fallback');
const { handler: register } = await import('#functions/ztp/register-device');

const OURS = 'https://noc.example.org';
const THEIRS = 'https://evil.example.org';

const registering = (origin: string, more: Record<string, string> = {}) =>
  call(register, 'PUT /ztp/register/{id}', {
    params: { id: given.mac() },
    body: { ip: given.ip() },
    headers: { origin, ...more },
  });

test('an origin that CORS_ORIGINS names may read answers', async () => {
  const answered = await registering(OURS);
  expect(answered).toMatchObject({ status: 201, headers: { 'Access-Control-Allow-Origin': OURS } });
  expect(answered.headers.Vary).toContain('Origin');
});

test('another origin may not', async () => {
  const answered = await registering(THEIRS);
  expect(answered.headers['Access-Control-Allow-Origin'] ?? '').not.toContain(THEIRS);
  expect(answered.headers['Access-Control-Allow-Origin'] ?? '').not.toBe('*');
});

test('its pages may cause changes, those of others may not', async () => {
  expect((await registering(OURS, { 'sec-fetch-site': 'cross-site' })).status).toBe(201);
  expect((await registering(THEIRS, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
});

test('a browser that asks first is told what it may send', async () => {
  const asked = await call(fallback, 'OPTIONS /ztp/register/a', {
    headers: { origin: OURS, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' },
  });
  expect(asked.status).toBe(204);
  expect(asked.headers).toMatchObject({
    'Access-Control-Allow-Origin': OURS,
    'Access-Control-Allow-Methods': expect.stringContaining('PUT'),
    'Access-Control-Allow-Headers': expect.stringContaining('Content-Type'),
  });
});

test('errors may be read too', async () => {
  const answered = await call(fallback, 'GET /nowhere', { headers: { origin: OURS } });
  expect(answered).toMatchObject({ status: 404, headers: { 'Access-Control-Allow-Origin': OURS } });
});
