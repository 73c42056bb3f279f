import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from '@jest/globals';
import * as machines from '#lib/cloud/service/machines';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import { call } from '#support/call';
import { givenFleet, startFleet } from '#support/fleet';
import { given } from '#support/given';
import { eventually } from '#support/request';

/** What the manager was told about each address. */
const told = new Map<string, IncomingHttpHeaders[]>();
/** Addresses about which the manager has something else to say than 200. */
const answers = new Map<string, number>();

const fleet = await startFleet(
  (response, _, { url = '', headers }) => {
    const ip = new URL(url, 'http://manager').searchParams.get('ip') ?? '';
    told.set(ip, [...(told.get(ip) ?? []), headers]);
    response.writeHead(answers.get(ip) ?? 200).end('{}');
  },
  { EXEC_PAUSES_SECONDS: '0,0' },
);

/** Lets the schedules run until nothing is due any more. */
const settle = async () => {
  for (let due = 1; due > 0; ) {
    await fleet.lambda.idle();
    due = (await fleet.retryEnrollments()).due + (await fleet.retry()).due;
  }
};

const register = (id: string, name: string, ip = '10.1.0.7') => fleet.register({ params: { id }, body: { ip, name } });

test('one registration gives a device its address, its server, its machine, and then its exec call', async () => {
  const { rule, pool, cluster, name } = await givenFleet(fleet);
  const id = given.mac();
  expect((await register(id, name())).status).toBe(201);
  const device = await fleet.until(id, 'ENROLLED');
  expect(device).toEqual({
    id,
    name: name(),
    ip: '10.1.0.7',
    tags: [],
    registered_at: expect.any(String),
    last_registered_at: expect.any(String),
    rule,
    state: 'ENROLLED',
    address: { pool, id: expect.any(String), ip_address: expect.stringMatching(/^10\./) },
    server: { name: name(), status: 'UNKNOWN', last_ping_ms: null },
    machine: {
      id: expect.any(String),
      name: name(),
      cluster_name: cluster,
      state: expect.stringMatching(/^(PENDING|RUNNING)$/),
    },
    exec: { status: 'SUCCEEDED', attempts: 1, http_status: 200, last_attempt_at: expect.any(String), error: null },
    steps: ['address', 'monitor', 'machine', 'exec'].map((step) => ({
      step,
      state: 'DONE',
      at: expect.any(String),
      attempts: 1,
      error: null,
    })),
  });
  const { ip_address, id: resource } = device.address;
  expect(await pools.getResource(pool, resource, { view: 'full' })).toMatchObject({ status: 'ALLOCATED', owner: id });
  expect(await monitor.get(name())).toMatchObject({ ip: ip_address });
  expect(told.get(ip_address)).toMatchObject([
    { 'muster-device': id, 'muster-name': name(), 'muster-address': ip_address },
  ]);
});

test('a rule is refused with all that is wrong with it: templates, fields, and names of what is not there', async () => {
  const put = (body: unknown) => fleet.putRule({ params: { name: given.name('rule') }, body });
  const paths = async (body: unknown) => (await put(body)).body.errors.map(({ path }: { path: string }) => path).sort();
  const nowhere = { address: { pool: 'nowhere' }, machine: { cluster_name: 'nowhere' } };
  expect(await put(nowhere)).toMatchObject({
    status: 400,
    body: {
      errors: [
        { path: 'address.pool', message: 'Pool nowhere does not exist' },
        { path: 'machine.cluster_name', message: 'Cluster nowhere does not exist' },
      ],
    },
  });
  const wrong = { priority: -1, userdata: '{{hostname}}', monitor: { name: '{{nom}}' }, colour: 'red' };
  expect(await paths({ ...wrong, ...nowhere, machine: { ...nowhere.machine, name: '{{nom}}', size: 1 } })).toEqual(
    [
      ...['address.pool', 'colour', 'machine.cluster_name', 'machine.name', 'machine.size'],
      ...['monitor.name', 'priority', 'userdata'],
    ].sort(),
  );
  expect(await paths({ ...wrong, address: { pool: 'no pool' }, machine: 7 })).toEqual(
    ['address.pool', 'colour', 'machine', 'monitor.name', 'priority', 'userdata'].sort(),
  );
  expect(await paths('{')).toEqual(['']);
});

test('retiring gives everything back and deletes the device', async () => {
  const { pool, name } = await givenFleet(fleet);
  const id = given.mac();
  await register(id, name());
  const { machine } = await fleet.until(id, 'ENROLLED');
  const answer = await fleet.retire({ params: { id } });
  expect(answer).toMatchObject({ status: 202, body: { id, state: 'RETIRING' } });
  await fleet.untilGone(id);
  expect((await fleet.check({ params: { id } })).status).toBe(404);
  await expect(monitor.get(name())).rejects.toMatchObject({ code: 'server.unknown' });
  expect((await pools.get(pool)).pool.resources.every(({ status }) => status === 'RELEASED')).toBe(true);
  expect((await machines.get(machine.id)).state).toMatch(/^TERMINAT/);
});

test('a device that no rule matches is unmanaged, and called for as always', async () => {
  const id = given.mac();
  const ip = given.ip();
  await register(id, given.name(), ip);
  await fleet.lambda.idle();
  const { body } = await fleet.device({ params: { id: id.toUpperCase().replaceAll(':', '-') } });
  expect(body).toMatchObject({
    id,
    rule: null,
    state: 'UNMANAGED',
    address: null,
    server: null,
    machine: null,
    steps: [],
  });
  expect(body).toMatchObject({ address: null });
});

test('a rule without an exec step, or one for registered devices, has the call made at once with the registered address', async () => {
  for (const exec of [undefined, { when: 'registered' }]) {
    const { name } = await givenFleet(fleet, { exec, machine: undefined });
    const [id, ip] = [given.mac(), given.ip()];
    await register(id, name(), ip);
    const device = await fleet.until(id, 'ENROLLED');
    expect(device.steps.map(({ step }: { step: string }) => step)).toEqual(
      exec ? ['address', 'monitor', 'exec'] : ['address', 'monitor'],
    );
    const heard = await eventually(
      async () => told.get(ip) ?? [],
      (calls) => calls.length > 0,
    );
    await fleet.lambda.idle();
    expect(heard).toMatchObject([{ 'muster-device': id, 'muster-name': name() }]);
  }
});

test('a pool that is full leaves the step waiting, and the enrollment goes on when an address is released', async () => {
  const { pool, name } = await givenFleet(fleet, { size: 1 });
  const [first, second] = [given.mac(), given.mac()];
  await register(first, name(1));
  const { address } = await fleet.until(first, 'ENROLLED');
  await register(second, name(2));
  const waiting = await tried(second, 'address');
  expect(waiting).toMatchObject({
    state: 'ENROLLING',
    address: null,
    server: null,
    steps: [
      { step: 'address', state: 'PENDING', attempts: 1, error: expect.stringContaining('no released resource') },
      { step: 'monitor', state: 'PENDING', attempts: 0 },
      { step: 'machine', state: 'PENDING', attempts: 0 },
      { step: 'exec', state: 'PENDING', attempts: 0 },
    ],
  });
  await pools.release(pool, address.id);
  await settle();
  expect((await fleet.device({ params: { id: second } })).body).toMatchObject({ state: 'ENROLLED', address });
});

test('a step is given up after its attempts, and the next registration tries again', async () => {
  const { pool, name } = await givenFleet(fleet, { size: 0 });
  const id = given.mac();
  await register(id, name());
  await tried(id, 'address');
  await settle();
  expect((await fleet.device({ params: { id } })).body).toMatchObject({
    state: 'FAILED',
    steps: [{ state: 'FAILED', attempts: 3, error: expect.stringContaining(pool) }, {}, {}, {}],
  });
  await pools.add(pool, '10.9.9.9');
  await register(id, name());
  expect(await fleet.until(id, 'ENROLLED')).toMatchObject({ address: { ip_address: '10.9.9.9' } });
});

test('a name that somebody else has is a failed step, and never a stolen server', async () => {
  const { name } = await givenFleet(fleet);
  await monitor.add(name(), '10.3.3.3');
  const id = given.mac();
  await register(id, name());
  const device = await fleet.until(id, 'FAILED');
  expect(device).toMatchObject({
    server: null,
    steps: [{ state: 'DONE' }, { state: 'FAILED', attempts: 1, error: expect.stringContaining(name()) }, {}, {}],
  });
  await fleet.retire({ params: { id } });
  await fleet.untilGone(id);
  expect(await monitor.get(name())).toMatchObject({ ip: '10.3.3.3' });
});

test('a new name and a new address, registered or edited, are carried to server and machine', async () => {
  const { name, cluster } = await givenFleet(fleet, { monitor: { name: '{{name}}', target: 'ip' } });
  const id = given.mac();
  await register(id, name('a'));
  const { server, machine } = await fleet.until(id, 'ENROLLED');
  const { id: serverId } = await monitor.get(server.name);
  await fleet.edit({ params: { id }, body: { name: name('b'), ip: '10.1.0.8' } });
  await eventually(
    async () => (await machines.get(machine.id)).name,
    (now) => now === name('b'),
  );
  await fleet.lambda.idle();
  expect(await monitor.get(name('b'))).toMatchObject({ id: serverId, ip: '10.1.0.8' });
  await expect(monitor.get(name('a'))).rejects.toMatchObject({ code: 'server.unknown' });
  await register(id, name('c'), '10.1.0.9');
  await eventually(
    async () => (await machines.get(machine.id)).name,
    (now) => now === name('c'),
  );
  expect(await fleet.until(id, 'ENROLLED')).toMatchObject({
    server: { name: name('c') },
    machine: { id: machine.id, name: name('c'), cluster_name: cluster },
  });
  expect(await monitor.get(name('c'))).toMatchObject({ id: serverId, ip: '10.1.0.9' });
});

test('a device that registers again has the same address, and is called for again', async () => {
  const { name } = await givenFleet(fleet);
  const id = given.mac();
  await register(id, name());
  const { address, machine } = await fleet.until(id, 'ENROLLED');
  await register(id, name(), '10.1.0.99');
  await eventually(
    async () => told.get(address.ip_address)?.length,
    (calls) => calls === 2,
  );
  expect(await fleet.until(id, 'ENROLLED')).toMatchObject({ address, machine: { id: machine.id }, ip: '10.1.0.99' });
});

test('without an address of its own a device is registered with the one that it is given', async () => {
  const { name, pool } = await givenFleet(fleet);
  const id = given.mac();
  const { status, body } = await fleet.register({ params: { id }, body: { name: name() } });
  const held = (await pools.get(pool, { view: 'full' })).pool.resources.find(({ owner }) => owner === id);
  expect({ status, body }).toEqual({ status: 201, body: { ip: held?.ip_address, name: name(), userdata: '' } });
  expect(await fleet.until(id, 'ENROLLED')).toMatchObject({ ip: held?.ip_address, address: { id: held?.id } });
  expect((await fleet.register({ params: { id }, body: {} })).body).toEqual(body);
  await fleet.until(id, 'ENROLLED');
});

test('without an address and without a rule that gives one a registration is refused, and nothing is left of it', async () => {
  const [id, other] = [given.mac(), given.mac()];
  const refused = await fleet.register({ params: { id }, body: { name: given.name() } });
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'ip' }] } });
  const { name } = await givenFleet(fleet, { size: 0, max_devices: 1 });
  for (const one of [id, other])
    expect(await fleet.register({ params: { id: one }, body: { name: name() } })).toMatchObject({
      status: 409,
      body: { code: 'pool.exhausted' },
    });
  expect((await fleet.check({ params: { id } })).status).toBe(404);
});

test('max_devices holds for devices that register at once, and a place is given back at retirement', async () => {
  const { name, rule } = await givenFleet(fleet, { size: 60, max_devices: 7 });
  const ids = Array.from({ length: 40 }, () => given.mac());
  await Promise.all(ids.map((id, n) => register(id, name(n))));
  await eventually(
    async () => (await all(rule)).length,
    (enrolled) => enrolled === 7,
  );
  await fleet.lambda.idle();
  expect(await all(rule)).toHaveLength(7);
  const dry = await fleet.match({ body: { id: given.mac(), name: name('x') } });
  expect(dry.body).toEqual({
    rule: null,
    steps: [],
    skipped: expect.arrayContaining([{ rule, reason: 'Its 7 devices are enrolled' }]),
  });
  const [one] = await all(rule);
  await fleet.retire({ params: { id: one.id } });
  await fleet.untilGone(one.id);
  expect((await fleet.match({ body: { id: given.mac(), name: name('x') } })).body.rule).toBe(rule);
});

/** The device, as soon as a step of it was tried. */
const tried = async (id: string, step: string) => {
  const isTried = (each: { step: string; attempts: number }) => each.step === step && each.attempts > 0;
  const { body } = await eventually(
    () => fleet.device({ params: { id } }),
    ({ body }) => body.steps.some(isTried),
  );
  return body;
};

const all = async (rule: string) => (await fleet.devices({ query: { rule } })).body.items;

test('a deleted device gives everything back too, and is gone at once', async () => {
  const { name, pool } = await givenFleet(fleet);
  const id = given.mac();
  await register(id, name());
  await fleet.until(id, 'ENROLLED');
  expect((await fleet.remove({ params: { id } })).status).toBe(204);
  expect((await fleet.check({ params: { id } })).status).toBe(404);
  expect((await fleet.remove({ params: { id } })).status).toBe(404);
  await fleet.lambda.idle();
  expect((await pools.get(pool)).pool.resources.filter(({ status }) => status === 'ALLOCATED')).toEqual([]);
  await expect(monitor.get(name())).rejects.toMatchObject({ code: 'server.unknown' });
});

test('a retirement may leave the address to the device, which has it again when it comes back', async () => {
  const { name } = await givenFleet(fleet);
  const id = given.mac();
  await register(id, name());
  const { address } = await fleet.until(id, 'ENROLLED');
  await fleet.retire({ params: { id }, query: { keep_address: 'true' } });
  await fleet.untilGone(id);
  await fleet.lambda.idle();
  await register(id, name());
  expect(await fleet.until(id, 'ENROLLED')).toMatchObject({ address });
});

test('a device that registers while it is retired is enrolled anew', async () => {
  const { name, rule } = await givenFleet(fleet);
  const id = given.mac();
  await register(id, name());
  const { machine } = await fleet.until(id, 'ENROLLED');
  await fleet.retire({ params: { id } });
  await register(id, name());
  await eventually(
    () => fleet.device({ params: { id } }),
    ({ body }) => body.state === 'ENROLLED' && body.machine?.id !== machine.id,
  );
  await fleet.lambda.idle();
  expect(await all(rule)).toHaveLength(1);
});

test('a device is enrolled by hand when a rule comes later, and moves to the rule that matches now', async () => {
  const { name, body, rule } = await givenFleet(fleet, { enabled: false });
  const id = given.mac();
  await register(id, name());
  await fleet.lambda.idle();
  expect((await fleet.device({ params: { id } })).body.state).toBe('UNMANAGED');
  expect((await fleet.enroll({ params: { id } })).body.state).toBe('UNMANAGED');
  await fleet.putRule({ params: { name: rule }, body: { ...body, enabled: true } });
  expect(await fleet.enroll({ params: { id } })).toMatchObject({ status: 202, body: { rule } });
  const { address } = await fleet.until(id, 'ENROLLED');
  const better = `${rule}-better`;
  await fleet.putRule({
    params: { name: better },
    body: { ...body, enabled: true, priority: 1, machine: undefined },
  });
  await fleet.enroll({ params: { id } });
  expect(await fleet.until(id, 'ENROLLED')).toMatchObject({ rule: better, address, machine: { name: name() } });
  await fleet.deleteRule({ params: { name: better } });
  expect((await fleet.device({ params: { id } })).body).toMatchObject({ state: 'ENROLLED', rule: better });
});

test('a manager that is down delays only the exec step, which fails when the call is given up', async () => {
  const { name, pool } = await givenFleet(fleet, { size: 1 });
  const [{ ip_address = '' } = {}] = (await pools.get(pool)).pool.resources;
  answers.set(ip_address, 503);
  const id = given.mac();
  await register(id, name());
  await eventually(
    async () => (await fleet.device({ params: { id } })).body.exec.http_status,
    (status) => status === 503,
  );
  await settle();
  expect(await fleet.until(id, 'FAILED')).toMatchObject({
    server: { name: name() },
    machine: { name: name() },
    exec: { status: 'FAILED', attempts: 3, http_status: 503 },
    steps: [
      { state: 'DONE' },
      { state: 'DONE' },
      { state: 'DONE' },
      { state: 'FAILED', attempts: 3, error: 'The service manager answered 503' },
    ],
  });
  answers.delete(ip_address);
  await fleet.enroll({ params: { id } });
  expect(await fleet.until(id, 'ENROLLED')).toMatchObject({ exec: { status: 'SUCCEEDED', attempts: 4 } });
});

const graphql = async (query: string) => {
  const { handler } = await import('#functions/graphql/post-graphql');
  const { body } = await call(handler as never, 'POST /graphql', { body: { query } });
  expect(body.errors).toBeUndefined();
  return body.data;
};

test('GraphQL leads from a device to all that it was given, and back', async () => {
  const { name, rule, pool } = await givenFleet(fleet);
  const ids = [given.mac(), given.mac()];
  for (const [n, id] of ids.entries()) await register(id, name(n));
  const devices = [];
  for (const id of ids) devices.push(await fleet.until(id, 'ENROLLED'));
  const id = ids[0] ?? '';
  const data = await graphql(`{ device(id: "${id}") {
    id rule state tags steps { step state }
    address { ipAddress pool { id } device { id } }
    server { name status device { id } }
    machine { name state device { id } }
    timeline(first: 5) { nodes { type } }
  } rule(name: "${rule}") { name priority steps } }`);
  expect(data).toEqual({
    device: {
      ...{ id, rule, state: 'ENROLLED', tags: [] },
      steps: ['address', 'monitor', 'machine', 'exec'].map((step) => ({ step, state: 'DONE' })),
      address: { ipAddress: devices[0].address.ip_address, pool: { id: pool }, device: { id } },
      server: { name: name(0), status: 'UNKNOWN', device: { id } },
      machine: { name: name(0), state: expect.any(String), device: { id } },
      // Nobody reads the stream for events here.
      timeline: { nodes: [] },
    },
    rule: { name: rule, priority: 100, steps: expect.objectContaining({ address: { pool } }) },
  });
  const tagged = await graphql(
    `mutation { tagDevice(id: "${id}", tags: ["a"]) { tags } retireDevice(id: "${ids[1]}") }`,
  );
  expect(tagged).toEqual({ tagDevice: { tags: ['a'] }, retireDevice: ids[1] });
  await fleet.untilGone(ids[1] ?? '');
});

test('tags of a device are a set of their own, and devices are found by them, by rule, state and text', async () => {
  const { name, rule } = await givenFleet(fleet, { machine: undefined, exec: undefined });
  const ids = [given.mac(), given.mac()].sort();
  for (const [n, id] of ids.entries()) await register(id, name(2 - n));
  for (const id of ids) await fleet.until(id, 'ENROLLED');
  const tag = given.name('tag');
  expect(await fleet.tag({ params: { id: ids[0] ?? '' }, body: { tags: [tag, tag, 'x'] } })).toMatchObject({
    status: 200,
    body: { tags: [tag, 'x'] },
  });
  const found = async (query: Record<string, string>) =>
    (await fleet.devices({ query })).body.items.map(({ id }: { id: string }) => id);
  expect(await found({ tag })).toEqual([ids[0]]);
  expect(await found({ rule })).toEqual(ids);
  expect(await found({ rule, sort: 'name' })).toEqual([...ids].reverse());
  expect(await found({ rule, state: 'FAILED' })).toEqual([]);
  expect(await found({ q: name(1).toUpperCase() })).toEqual([ids[1]]);
  const first = await fleet.devices({ query: { rule, sort: 'name', limit: '1' } });
  expect(first.body.items).toMatchObject([{ id: ids[1] }]);
  expect(await found({ rule, sort: 'name', limit: '1', cursor: first.body.next_cursor })).toEqual([ids[0]]);
  expect(await fleet.tag({ params: { id: given.mac() }, body: { tags: [] } })).toMatchObject({ status: 404 });
});
