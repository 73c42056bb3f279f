import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';

const headers = { 'accept-encoding': 'gzip' };

test('answers over 1 kB are compressed for who takes that, and read the same', async () => {
  const id = given.poolId();
  const body = { name: 'big', resources: ['10.0.0.0/26'] };
  const created = await request('PUT', `/api/pools/${id}`, { body, headers });
  expect(created.status).toBe(201);
  const path = `/api/pools/${id}`;
  const plain = await request('GET', path, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  const compressed = await request('GET', path, { headers });
  expect(compressed.headers.get('content-encoding')).toBe('gzip');
  expect(compressed.headers.get('vary')).toMatch(/accept-encoding/i);
  expect(compressed.body).toEqual(plain.body);
});

test('small answers are not', async () => {
  const path = `/ztp/register/${given.mac()}`;
  const answered = await request('PUT', path, { body: { ip: given.ip() }, headers });
  expect(answered.status).toBe(201);
  expect(answered.headers.get('content-encoding')).toBeNull();
});
