import { expect, test } from '@jest/globals';
import { handler as graphql } from '#functions/graphql/post-graphql';
import { handler as allocate } from '#functions/pools/allocate-resource';
import { handler as create } from '#functions/pools/create-pool';
import { handler as get } from '#functions/pools/get-pool';
import * as cloudClusters from '#lib/cloud/service/clusters';
import * as machines from '#lib/cloud/service/machines';
import * as clusters from '#lib/compute/service';
import { later, sleep } from '#lib/core/clock';
import { machineKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { isFailedByUs } from '#lib/graphql/failure';
import { once } from '#lib/idempotency/service';
import * as monitor from '#lib/monitor/service';
import * as ztp from '#lib/ztp/service';
import { call } from '#support/call';
import { given } from '#support/given';
import { inTrouble } from '#support/inject-faults';

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
  // It has its key by the time that it begins to work.
  await new Promise<void>((begins) => {
    const never = new Promise<never>(() => {});
    void once(
      keyed,
      () => {
        begins();
        return never;
      },
      at(0),
    );
  });
  await expect(once(keyed, async () => reply('b'), at(29_000))).rejects.toMatchObject({ code: 'idempotency.running' });
  expect(await once(keyed, async () => reply('c'), at(31_000))).toEqual(reply('c'));
  expect(await once(keyed, async () => reply('d'), at(24 * 3_600_000))).toMatchObject({ body: 'c' });
  expect(await once(keyed, async () => reply('e'), at(24 * 3_600_000 + 32_000))).toEqual(reply('e'));
});

/** Does a call that dies after it has done its work, and before its answer is kept. */
const dying = (keyed: Parameters<typeof once>[0], work: () => Promise<unknown>, now: Date): Promise<void> =>
  new Promise((died, failed) => {
    const workAndDie = async (): Promise<never> => {
      await work();
      died();
      return new Promise<never>(() => {});
    };
    void once(keyed, workAndDie, { now: () => now }).catch(failed);
  });

test('who takes the place of a call that died makes nothing again, and meets what that one made as its own', async () => {
  const [device, name, user] = [given.mac(), given.name('thing'), { id: 4711, name: 'somebody' }];
  const keyed = { caller: 'somebody', key: given.name('key'), request: ['PUT', device] };
  const begun = new Date('2026-11-20T12:00:00Z');
  const work = async () => {
    const { registrations, registrationId } = await ztp.register(device, { ip: '10.0.0.1', name: 'a' });
    const server = await monitor.add(name, '127.0.0.1');
    const compute = [
      await clusters.create(user, { cpus: 1, memory: 1 }),
      await clusters.create(user, { cpus: 1, memory: 1 }),
    ];
    const cluster = await cloudClusters.create({ name, region_code: 'A' });
    const machine = await machines.create({ cluster_name: name, tags: [] });
    const ids = [registrationId, server.id, ...compute.map(({ id }) => id), cluster.id, machine.id];
    return reply(JSON.stringify({ registrations, ids, made: [cluster.created_at, machine.name] }));
  };
  let first = reply('');
  await dying(
    keyed,
    async () => {
      first = await work();
    },
    begun,
  );
  expect(new Set(JSON.parse(first.body).ids).size).toBe(6);
  expect(await once(keyed, work, { now: () => later(begun, 31_000) })).toEqual(first);
  expect(await ztp.find(device)).toMatchObject({ registrations: 1 });
  expect((await clusters.list(user)).items).toHaveLength(2);

  // A day later the key is free, and what it does is another operation.
  const again = () =>
    ztp.register(device, { ip: '10.0.0.1' }).then(({ registrations }) => reply(String(registrations)));
  expect(await once(keyed, again, { now: () => later(begun, 25 * 3_600_000) })).toEqual(reply('2'));
});

test('of two that take the place of a dead call one does the work', async () => {
  const keyed = { caller: 'somebody', key: given.name('key'), request: ['PUT', '/x'] };
  const begun = new Date('2026-11-20T12:00:00Z');
  await dying(keyed, async () => undefined, begun);
  const options = { now: () => later(begun, 31_000) };
  let worked = 0;
  const work = async () => {
    worked += 1;
    await sleep(50);
    return reply('done');
  };
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => once(keyed, work, options)));
  expect(worked).toBe(1);
  const refused = answers.filter(({ status }) => status === 'rejected');
  expect(refused.every((one) => 'reason' in one && one.reason.code === 'idempotency.running')).toBe(true);
});

test('a failure of ours is not kept: the key is free for another try', async () => {
  const keyed = { caller: 'somebody', key: given.name('key'), request: ['PUT', '/x'] };
  await expect(once(keyed, () => Promise.reject(new Error('database on fire')))).rejects.toThrow('database on fire');
  expect(await once(keyed, async () => reply('well'))).toEqual(reply('well'));
});

const keyedCall = () => ({ caller: 'somebody', key: given.name('key'), request: ['PUT', '/x'] });

test('a key belongs to its call for as long as that lives, however long it takes', async () => {
  const keyed = keyedCall();
  let now = new Date('2026-11-20T12:00:00Z');
  let looks = 0;
  const look = (): Date => {
    looks += 1;
    return now;
  };
  const heart = { now: look, heartbeatMs: 5 };
  const held = Promise.withResolvers<ReturnType<typeof reply>>();
  const first = once(keyed, () => held.promise, heart);
  // A heartbeat looks at the clock once, and the next one comes after it.
  const twoHeartbeats = async () => {
    for (const upTo = looks + 3; looks < upTo; ) await sleep(5);
  };
  for (let minute = 0; minute < 6; minute += 1) {
    await twoHeartbeats();
    now = later(now, 29_000);
    const again = once(keyed, async () => reply('twice'), { now: () => now });
    await expect(again).rejects.toMatchObject({ code: 'idempotency.running' });
  }
  held.resolve(reply('once'));
  expect(await first).toEqual(reply('once'));
  expect(await once(keyed, async () => reply('twice'), { now: () => now })).toMatchObject({ body: 'once' });
});

test('a call that was frozen for longer than its lease writes nothing more', async () => {
  const key = machineKey(given.name('machine'));
  const late = async () => {
    await sleep(60);
    await table.put({ ...key, type: 'machine' });
    return reply('late');
  };
  const stopped = { leaseMs: 30, heartbeatMs: 60_000 };
  await expect(once(keyedCall(), late, stopped)).rejects.toMatchObject({ kind: 'unavailable', code: 'call.overtaken' });
  expect(await table.get(key)).toBeUndefined();
  expect(await once(keyedCall(), late)).toEqual(reply('late'));
});

test('a call that learns that its key is somebody else\u2019s writes nothing more', async () => {
  const keyed = keyedCall();
  const begun = new Date('2026-11-20T12:00:00Z');
  const afterwards = { now: () => later(begun, 31_000) };
  const isAtWork = Promise.withResolvers<void>();
  const writeForEver = async (): Promise<never> => {
    isAtWork.resolve();
    for (;;) {
      await table.put({ ...machineKey(given.name('machine')), type: 'machine' });
      await sleep(5);
    }
  };
  // Its clock stands still, so that it seems dead to the other one.
  const first = expect(once(keyed, writeForEver, { now: () => begun, heartbeatMs: 5 })).rejects.toMatchObject({
    code: 'call.overtaken',
  });
  await isAtWork.promise;
  expect(await once(keyed, async () => reply('second'), afterwards)).toEqual(reply('second'));
  await first;
  expect(await once(keyed, async () => reply('third'), afterwards)).toMatchObject({ body: 'second' });
});

test.each([
  ['a megabyte', 'x'.repeat(1024 * 1024)],
  ['texts whose characters have several bytes', '\u00e4\u{1f600}'.repeat(200_000)],
])('an answer of any length is kept: %s', async (_, body) => {
  const keyed = keyedCall();
  let runs = 0;
  const work = async () => {
    runs += 1;
    return reply(body);
  };
  await once(keyed, work);
  const again = await once(keyed, work);
  expect(again.headers).toMatchObject({ 'Idempotency-Replayed': 'true' });
  expect(again.body === body).toBe(true);
  expect(runs).toBe(1);
});

test('a failure of ours inside of an answer of GraphQL is not kept', async () => {
  const pool = await poolOf(2);
  const headers = { 'Idempotency-Key': given.name('key') };
  const body = { query: `mutation { allocateResource(pool: "${pool}") { ipAddress } }` };
  const busy = Object.assign(new Error('no'), { name: 'ThrottlingException' });
  const failed = await inTrouble(
    ({ command, input, proceed }) => (command === 'Query' && input.IndexName ? Promise.reject(busy) : proceed()),
    () => call(graphql, 'POST /graphql', { body, headers }),
  );
  expect(failed).toMatchObject({ status: 200, body: { errors: [{ extensions: { status: 503 } }] } });
  const again = await call(graphql, 'POST /graphql', { body, headers });
  expect(again.body).toEqual({ data: { allocateResource: { ipAddress: expect.any(String) } } });
  expect(await allocatedIn(pool)).toBe(1);
  const replayed = await call(graphql, 'POST /graphql', { body, headers });
  expect(replayed.body).toEqual(again.body);
  expect(await allocatedIn(pool)).toBe(1);
});

const error = (status: number, ...path: string[]) => ({ path, extensions: { status } });
test.each<[string, object, boolean]>([
  ['all is well', { data: { a: 1 } }, false],
  ['a refusal', { data: { a: null }, errors: [error(409, 'a')] }, false],
  ['a failure', { data: { a: null }, errors: [error(503, 'a')] }, true],
  ['a defect', { data: { a: null }, errors: [error(500, 'a')] }, true],
  ['a failure beside a refusal', { data: { a: null, b: null }, errors: [error(503, 'a'), error(409, 'b')] }, true],
  ['a failure beside what was done', { data: { a: null, b: 1 }, errors: [error(503, 'a')] }, false],
  ['a failure beside what gives nothing', { data: { a: null, b: null }, errors: [error(503, 'a')] }, false],
  ['a failure below what was done', { data: { a: null }, errors: [error(503, 'a', 'pool')] }, false],
  ['no data at all', { errors: [{ message: 'x', extensions: { status: 500 } }] }, true],
])('an answer of GraphQL that can be asked for again under its key: %s', (_, body, failed) => {
  expect(isFailedByUs(body)).toBe(failed);
});
