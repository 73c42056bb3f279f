import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually } from '#support/request';
import { startZtp } from '#support/ztp';

const STATUSES = [200, 404, 503];

/** The manager answers by the third number of the address. */
const ztp = await startZtp(
  (response, _, request) => {
    response.statusCode = STATUSES[Number(/ip=10\.\d+\.(\d+)/.exec(request.url ?? '')?.[1])] ?? 200;
    response.end('{}');
  },
  { EXEC_PAUSES_SECONDS: '3600' },
);

/** An address that no other test has, about which the manager answers so. */
let addresses = 0;
const answering = (status: number): string => {
  addresses += 1;
  return `10.${100 + (addresses >> 8)}.${STATUSES.indexOf(status)}.${addresses & 255}`;
};
const device = (id: string) => ({ params: { id } });

/** Registers, and waits until its call has ended as it should. */
const registered = async (id: string, ip: string, attempts = 1) => {
  await ztp.register({ ...device(id), body: { ip } });
  const shown = await eventually(
    () => ztp.show(device(id)),
    ({ body }) => body.exec.attempts === attempts && body.exec.http_status !== null,
  );
  return shown.body;
};

const unknown = (id: string) => ({
  status: 404,
  body: {
    type: 'urn:muster:problem:device.unknown',
    title: 'Not Found',
    status: 404,
    detail: `There is no device ${id}.`,
    code: 'device.unknown',
  },
});

test('a device is new once, and what it leaves out stays', async () => {
  const id = given.mac();
  const first = await ztp.register({ ...device(id), body: { ip: '10.0.0.1', name: 'one', userdata: 'u' } });
  expect(first).toMatchObject({ status: 201, body: { ip: '10.0.0.1', name: 'one', userdata: 'u' } });
  const again = await ztp.register({ ...device(id), body: { ip: '2001:DB8::0:1', userdata: '' } });
  expect(again).toMatchObject({ status: 200 });
  expect(again.body).toEqual({ ip: '2001:db8::1', name: 'one', userdata: '' });
  expect((await ztp.check(device(id))).body).toEqual({ ip: '2001:db8::1', name: 'one', userdata: '' });
});

test('a MAC address is one device in every spelling, and is shown as it first came', async () => {
  const id = given.mac().toUpperCase().replaceAll(':', '-');
  const digits = id.replaceAll('-', '').toLowerCase();
  expect((await ztp.register({ ...device(id), body: { ip: '10.0.0.1' } })).status).toBe(201);
  const dotted = digits.replace(/(....)(....)(....)/, '$1.$2.$3');
  expect((await ztp.register({ ...device(dotted), body: { ip: '10.0.0.2' } })).status).toBe(200);
  expect((await ztp.show(device(digits))).body).toMatchObject({ id, ip: '10.0.0.2', registrations: 2 });
});

test('of many who register one device at once, one is new and all are counted', async () => {
  const id = given.mac();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => ztp.register({ ...device(id), body: { ip: `10.0.200.${n}` } })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
  expect((await ztp.show(device(id))).body.registrations).toBe(20);
});

test('every fault of a registration is told at once', async () => {
  const answer = await ztp.register({
    ...device('a/b'),
    body: { ip: '1.2.3', name: 'x'.repeat(257), userdata: 5, mac: '' },
  });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
    'id',
    'ip',
    'mac',
    'name',
    'userdata',
  ]);
});

test.each([' ', 'rack 3, slot 7', '機械 №5', '😀', 'list', '%41', 'a?b', 'a#b', 'x'.repeat(128)])(
  '%j is an id',
  async (id) => {
    expect((await ztp.register({ ...device(id), body: { ip: '10.0.0.1' } })).status).toBe(201);
    expect((await ztp.check(device(id))).status).toBe(200);
  },
);

test.each(['.', '..'])('%j is no id to register with, and names nothing', async (id) => {
  const answer = await ztp.register({ ...device(id), body: { ip: '10.0.0.1' } });
  expect(answer).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'id', message: expect.stringMatching(/path/) }] },
  });
  expect((await ztp.check(device(id))).status).toBe(404);
});

test.each(['', 'a/b', 'x'.repeat(129), 'a\nb', 'a\u0000'])('%j is no id', async (id) => {
  expect((await ztp.register({ ...device(id), body: { ip: '10.0.0.1' } })).status).toBe(400);
  expect((await ztp.check(device(id))).status).toBe(400);
});

test('text of the largest size is kept', async () => {
  const id = given.mac();
  const body = { ip: '10.0.0.1', name: '漢'.repeat(256), userdata: '漢'.repeat(16_384) };
  expect((await ztp.register({ ...device(id), body })).body).toEqual(body);
});

test('an edit changes what it names, makes no call and is no registration', async () => {
  const id = given.mac();
  const before = await registered(id, answering(200));
  const callsOf = (ip: string) => ztp.manager.asked.filter(({ url }) => url.endsWith(`=${ip}`)).length;
  const edited = await ztp.edit({ ...device(id), body: { name: 'renamed' } });
  expect(edited).toMatchObject({ status: 200, body: { ip: before.ip, name: 'renamed', userdata: '' } });
  const after = await registered(given.mac(), answering(200));
  expect(after.exec.status).toBe('SUCCEEDED');
  expect([callsOf(before.ip), callsOf(after.ip)]).toEqual([1, 1]);
  expect((await ztp.show(device(id))).body).toEqual({ ...before, name: 'renamed' });
});

test.each([[{}], [{ ip: 'x' }], [{ id: 'other' }], [{ name: null }], [[]]])(
  'an edit of %j is refused',
  async (body) => {
    expect((await ztp.edit({ ...device(given.mac()), body })).status).toBe(400);
  },
);

test('what is not there is answered 404', async () => {
  const id = given.mac();
  for (const ask of [ztp.check, ztp.show, ztp.execsOf, ztp.resend, ztp.remove, ztp.removeByGet])
    expect(await ask(device(id))).toMatchObject(unknown(id));
  expect(await ztp.edit({ ...device(id), body: { name: 'x' } })).toMatchObject(unknown(id));
});

test('a device is deleted by DELETE or by GET, and is new after that', async () => {
  for (const remove of [ztp.remove, ztp.removeByGet]) {
    const id = given.mac();
    const old = await registered(id, answering(200));
    expect(await remove(device(id))).toMatchObject({ status: 204, body: undefined });
    expect(await ztp.check(device(id))).toMatchObject(unknown(id));
    expect(await remove(device(id))).toMatchObject(unknown(id));
    expect((await ztp.register({ ...device(id), body: { ip: old.ip } })).status).toBe(201);
    const { body } = await eventually(
      () => ztp.execsOf(device(id)),
      ({ body }) => body.items.length === 2 && body.items[0].status === 'SUCCEEDED',
    );
    expect(new Set(body.items.map((exec: { id: string }) => exec.id)).size).toBe(2);
  }
});

test('a page of another site cannot delete by GET', async () => {
  const id = given.mac();
  await ztp.register({ ...device(id), body: { ip: '10.0.0.1' } });
  const answer = await ztp.removeByGet({ ...device(id), headers: { 'sec-fetch-site': 'cross-site' } });
  expect(answer).toMatchObject({ status: 403, body: { code: 'request.cross-site' } });
  expect((await ztp.check(device(id))).status).toBe(200);
});

test('deleting a device gives up the call that it still waits for', async () => {
  const id = given.mac();
  await registered(id, answering(503));
  await ztp.remove(device(id));
  const { body } = await ztp.execs({ query: { status: 'FAILED' } });
  const exec = body.items.find(({ device }: { device: string }) => device === id);
  expect(exec).toMatchObject({ status: 'FAILED', attempts: 1, error: 'The device was deleted' });
});

test('a device shows its newest exec call, and all of them newest first', async () => {
  const id = given.mac();
  const [first, second] = [answering(404), answering(200)];
  const before = await registered(id, first);
  expect(before.exec).toMatchObject({
    status: 'FAILED',
    attempts: 1,
    http_status: 404,
    error: 'The service manager answered 404',
  });
  await ztp.register({ ...device(id), body: { ip: second } });
  const { body: after } = await eventually(
    () => ztp.show(device(id)),
    ({ body }) => body.exec.status === 'SUCCEEDED',
  );
  expect(after).toEqual({
    ...{ id, ip: second, name: '', userdata: '', registrations: 2, registered_at: before.registered_at },
    last_registered_at: expect.any(String),
    exec: { status: 'SUCCEEDED', attempts: 1, http_status: 200, last_attempt_at: expect.any(String), error: null },
  });
  const { body } = await ztp.execsOf(device(id));
  expect(body.items).toEqual([
    {
      ...after.exec,
      ...{ id: expect.any(String), device: id, ip: second, registered_at: after.last_registered_at },
      next_attempt_at: null,
      tries: [{ at: after.exec.last_attempt_at, duration_ms: expect.any(Number), http_status: 200, error: null }],
    },
    expect.objectContaining({ ip: first, status: 'FAILED' }),
  ]);
  const page = await ztp.execsOf({ ...device(id), query: { limit: '1' } });
  expect(page.body.items).toEqual([body.items[0]]);
  expect(page.headers.Link).toContain('rel="next"');
  const next = await ztp.execsOf({ ...device(id), query: { limit: '1', cursor: page.body.next_cursor } });
  expect(next.body.items).toEqual([body.items[1]]);
});

test('the newest call is made again by hand under the same key, whatever became of it', async () => {
  for (const status of [404, 200, 503]) {
    const id = given.mac();
    const ip = answering(status);
    await registered(id, ip);
    expect(await ztp.resend(device(id))).toMatchObject({
      status: 202,
      body: { device: id, status: 'PENDING', attempts: 1 },
    });
    await eventually(
      () => ztp.show(device(id)),
      ({ body }) => body.exec.attempts === 2 && body.exec.http_status !== null,
    );
    const keys = ztp.manager.asked.filter(({ url }) => url.endsWith(`ip=${ip}`)).map(({ key }) => key);
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(keys[0]).toEqual(expect.any(String));
  }
});

test('exec calls are listed by their state, and the state must be named', async () => {
  const id = given.mac();
  await registered(id, answering(503));
  const { body } = await ztp.execs({ query: { status: 'PENDING' } });
  const exec = body.items.find(({ device }: { device: string }) => device === id);
  expect(exec).toMatchObject({ status: 'PENDING', http_status: 503, next_attempt_at: expect.any(String) });
  expect((await ztp.execs()).status).toBe(400);
  expect((await ztp.execs({ query: { status: 'LOST' } })).status).toBe(400);
  expect((await ztp.execs({ query: { status: 'FAILED', cursor: 'x' } })).status).toBe(400);
});

test('all devices are listed in the order of their ids, page by page, with and without their calls', async () => {
  const ids = [given.mac(), given.mac(), given.mac()];
  for (const id of ids) await ztp.register({ ...device(id), body: { ip: '10.0.0.1' } });
  const hosts: string[] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await ztp.list({ query: { limit: '7', ...(cursor && { cursor }) } });
    expect(status).toBe(200);
    hosts.push(...body.hosts);
    cursor = body.next_cursor;
  } while (cursor);
  expect(hosts).toEqual(expect.arrayContaining(ids));
  expect(hosts).toEqual([...hosts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  expect((await ztp.list()).body).toEqual({ hosts });
  const { body } = await ztp.listDevices();
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(hosts);
  expect((await ztp.list({ query: { cursor: 'x' } })).status).toBe(400);
});
