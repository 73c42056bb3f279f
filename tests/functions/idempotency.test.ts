import { expect, test } from '@jest/globals';
import { handler as allocate } from '#functions/pools/allocate-resource';
import { handler as create } from '#functions/pools/create-pool';
import { handler as get } from '#functions/pools/get-pool';
import { once } from '#lib/idempotency/service';
import { call } from '#support/call';
import { given } from '#support/given';

const ROUTE = 'PUT /api/pools/{id}/allocate';

const poolOf = async (count: number): Promise<string> => {
  const id = given.poolId();
  const resources = Array.from({ length: count }, (_, n) => `10.0.0.${n + 1}`);
  await call(create, 'PUT /api/pools/{id}', { params: { id }, body: { name: 'rack', resources } });
  return id;
};

const allocatedIn = async (id: string): Promise<number> => {
  const { body } = await call(get, 'GET /api/pools/{id}', { params: { id } });
  return body.resources.filter(({ status }: { status: string }) => status === 'ALLOCATED').length;
};

test('the same key gets the same answer again, and nothing happens twice', async () => {
  const id = await poolOf(3);
  const headers = { 'Idempotency-Key': given.name('key') };
  const first = await call(allocate, ROUTE, { params: { id }, headers });
  const second = await call(allocate, ROUTE, { params: { id }, headers });
  expect(first.status).toBe(200);
  expect({ status: second.status, body: second.body }).toEqual({ status: first.status, body: first.body });
  expect(second.headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
  expect(await allocatedIn(id)).toBe(1);
});

test('a refusal is replayed too, with its headers and as a problem', async () => {
  const id = await poolOf(0);
  const headers = { 'Idempotency-Key': given.name('key') };
  await call(allocate, ROUTE, { params: { id }, headers });
  const again = await call(allocate, ROUTE, { params: { id }, headers });
  expect(again).toMatchObject({
    status: 409,
    headers: { 'Content-Type': 'application/problem+json', 'Idempotency-Replayed': 'true' },
    body: { code: 'pool.exhausted' },
  });
});

test('the same key with another request is refused with 422, and nothing happens', async () => {
  const id = await poolOf(2);
  const headers = { 'Idempotency-Key': given.name('key') };
  await call(allocate, ROUTE, { params: { id }, headers });
  const other = await call(create, 'PUT /api/pools/{id}', {
    params: { id: given.poolId() },
    body: { name: 'x' },
    headers,
  });
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.reused' } });
});

test('keys are per caller', async () => {
  const id = await poolOf(2);
  const headers = { 'Idempotency-Key': given.name('key') };
  const one = await call(allocate, ROUTE, { params: { id }, headers, sourceIp: '10.9.9.1' });
  const two = await call(allocate, ROUTE, { params: { id }, headers, sourceIp: '10.9.9.2' });
  expect([one.status, two.status]).toEqual([200, 200]);
  expect(one.body.id).not.toBe(two.body.id);
});

test('twenty racing duplicates have one effect; each is answered the same or told that the first still runs', async () => {
  const id = await poolOf(20);
  const headers = { 'Idempotency-Key': given.name('key') };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call(allocate, ROUTE, { params: { id }, headers })),
  );
  expect(await allocatedIn(id)).toBe(1);
  const good = answers.filter(({ status }) => status === 200);
  expect(new Set(good.map(({ body }) => body.id)).size).toBe(1);
  const rest = answers.filter(({ status }) => status !== 200);
  expect(rest.every(({ status, body }) => status === 409 && body.code === 'idempotency.running')).toBe(true);
});

test.each(['', 'x'.repeat(256), 'ä'])('refuses the key %j with 400', async (key) => {
  const answered = await call(allocate, ROUTE, { params: { id: given.poolId() }, headers: { 'Idempotency-Key': key } });
  expect(answered).toMatchObject({ status: 400, body: { errors: [{ path: 'Idempotency-Key' }] } });
});

const reply = (body: string) => ({ statusCode: 200, headers: {}, body });

test('a call that died is taken over after 30 seconds, and an answer is forgotten after 24 hours', async () => {
  const keyed = { caller: 'somebody', key: given.name('key'), request: ['PUT', '/x'] };
  const begun = new Date('2026-11-20T12:00:00Z');
  const at = (ms: number) => ({ now: () => new Date(begun.getTime() + ms) });
  const never = new Promise<never>(() => {});
  void once(keyed, () => never, at(0));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expect(once(keyed, async () => reply('b'), at(29_000))).rejects.toMatchObject({ code: 'idempotency.running' });
  expect(await once(keyed, async () => reply('c'), at(31_000))).toEqual(reply('c'));
  expect(await once(keyed, async () => reply('d'), at(24 * 3_600_000))).toMatchObject({ body: 'c' });
  expect(await once(keyed, async () => reply('e'), at(24 * 3_600_000 + 32_000))).toEqual(reply('e'));
});

test('a failure of ours is not kept: the key is free for another try', async () => {
  const keyed = { caller: 'somebody', key: given.name('key'), request: ['PUT', '/x'] };
  await expect(once(keyed, () => Promise.reject(new Error('database on fire')))).rejects.toThrow('database on fire');
  expect(await once(keyed, async () => reply('well'))).toEqual(reply('well'));
});
