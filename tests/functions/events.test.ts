import { expect, test } from '@jest/globals';
import { handler as createCompute } from '#functions/compute/create-compute-cluster';
import { handler as deleteCompute } from '#functions/compute/delete-compute-cluster';
import { handler as dispatch } from '#functions/events/dispatch-changes';
import { handler as list } from '#functions/events/list-events';
import { handler as putRule } from '#functions/fleet/put-rule';
import { handler as addServer } from '#functions/monitor/add-server';
import { handler as changeServer } from '#functions/monitor/change-server';
import { handler as deleteServer } from '#functions/monitor/delete-server';
import { handler as addResource } from '#functions/pools/add-resource';
import { handler as allocate } from '#functions/pools/allocate-resource';
import { handler as createPool } from '#functions/pools/create-pool';
import { handler as deletePool } from '#functions/pools/delete-pool';
import { handler as release } from '#functions/pools/release-resource';
import { handler as removeResource } from '#functions/pools/remove-resource';
import { handler as deleteDevice } from '#functions/ztp/delete-device';
import { handler as editDevice } from '#functions/ztp/edit-device';
import { handler as register } from '#functions/ztp/register-device';
import { actingAs } from '#lib/core/actor';
import { RuleBody } from '#lib/fleet/model';
import * as fleet from '#lib/fleet/service';
import * as fleetDevices from '#lib/fleet/service/devices';
import { intake } from '#lib/fleet/service/intake';
import * as rules from '#lib/fleet/service/rules';
import { workOn } from '#lib/fleet/service/saga';
import { timeline } from '#lib/fleet/service/timeline';
import { saveChanges } from '#lib/monitor/repository/pings';
import * as pools from '#lib/pools/service';
import * as ztp from '#lib/ztp/service';
import { call } from '#support/call';
import { given } from '#support/given';
import { eventually } from '#support/request';
import { followStream } from '#support/stream';
import { givenLogin } from '#support/users';

const { handed, buried } = await followStream('dispatchChanges', dispatch);
const alice = await givenLogin();
const { headers } = alice;

type Query = Record<string, string>;
interface Shown {
  id: string;
  type: string;
  subject: string;
  actor: object;
  data: Record<string, unknown>;
  at: string;
  text: string;
}

const events = async (query: Query, login = alice): Promise<Shown[]> => {
  const answer = await call(list, 'GET /events', { query, headers: login.headers });
  expect(answer.status).toBe(200);
  return answer.body.items;
};

const types = (items: Shown[]): string[] => items.map(({ type }) => type);

/** The events of a subject, when there are as many. */
const told = (subject: string, count: number, query: Query = {}): Promise<Shown[]> =>
  eventually(
    () => events({ subject, ...query }),
    (items) => items.length >= count,
  );

/** Waits until the log has all that was done so far: the events of one batch of the stream are written side by side. */
const logIsComplete = async (): Promise<void> => {
  for (const name of [given.name('mark'), given.name('mark')]) {
    await call(addServer, 'POST /', { headers, body: { server: { name, IP: '10.0.0.1' } } });
    await told(name, 1);
  }
};

test('the timeline of an address tells who had it, and who gave it', async () => {
  const id = given.poolId();
  const ip = given.ip();
  const pool = { params: { id }, headers };
  const by = await givenLogin();
  await call(createPool, 'PUT /api/pools/{id}', { ...pool, body: { name: 'p', resources: [] } });
  const added = await call(addResource, 'POST /api/pools/{id}/resource/add', { ...pool, body: { ip_address: ip } });
  const resource = { id: added.body.id };
  await call(allocate, 'PUT /api/pools/{id}/allocate', {
    params: { id },
    headers: by.headers,
    body: { owner: 'node-7' },
  });
  await call(release, 'PUT /api/pools/{id}/release', { ...pool, body: resource });
  await call(release, 'PUT /api/pools/{id}/release', { ...pool, body: resource });
  await call(removeResource, 'DELETE /api/pools/{id}/resource/remove/{resource_id}', {
    params: { id, resource_id: added.body.id },
    headers,
  });
  const found = await told(ip, 4);
  const person = { user: alice.user.name };
  expect(found).toEqual([
    expect.objectContaining({ type: 'address.removed', actor: person, subject: ip }),
    expect.objectContaining({ type: 'address.released', actor: person }),
    expect.objectContaining({
      type: 'address.allocated',
      actor: { user: by.user.name },
      text: `Address ${ip} of pool ${id} was allocated to node-7`,
      data: { pool: id, generation: expect.any(String), id: added.body.id, ip_address: ip, owner: 'node-7' },
    }),
    expect.objectContaining({ type: 'address.added', actor: person }),
  ]);
});

test('a pool that is exhausted says so once, until something has been released or added', async () => {
  const id = given.poolId();
  const pool = { params: { id }, headers };
  await call(createPool, 'PUT /api/pools/{id}', { ...pool, body: { name: 'p', resources: ['10.0.0.1', '10.0.0.2'] } });
  const take = (body: object = {}) => call(allocate, 'PUT /api/pools/{id}/allocate', { ...pool, body });
  const give = (resource: string) => call(release, 'PUT /api/pools/{id}/release', { ...pool, body: { id: resource } });
  const refused = async (times: number) => {
    const answers = await Promise.all(Array.from({ length: times }, () => take()));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 409));
  };
  await take({ owner: 'node-1', ttl_seconds: 600 });
  const { body: second } = await take();
  await refused(1);
  await refused(8);
  // The lease goes on, with the same holder.
  await take({ owner: 'node-1', ttl_seconds: 900 });
  await refused(2);
  await give(second.id);
  await take();
  await refused(3);
  await call(addResource, 'POST /api/pools/{id}/resource/add', { ...pool, body: { ip_address: '10.0.0.3' } });
  await take();
  await refused(3);
  const exhausted = () => events({ subject: id, type: 'pool.exhausted' });
  await eventually(exhausted, (items) => items.length >= 3);
  // What comes after it has its event: so no other one of the pool is still to come.
  await call(addResource, 'POST /api/pools/{id}/resource/add', { ...pool, body: { ip_address: '10.0.0.4' } });
  await told('10.0.0.4', 1, { type: 'address.added' });
  const found = await exhausted();
  expect(found.map(({ data }) => data)).toEqual(
    [3, 2, 2].map((total) => ({ pool: id, generation: expect.any(String), total })),
  );
  expect(found[0]).toMatchObject({
    ...{ actor: { user: alice.user.name }, subject: id },
    text: `Pool ${id} is exhausted: none of its addresses is free`,
  });
});

test('a pool is created and deleted without an event for each of its addresses', async () => {
  const id = given.poolId();
  const pool = { params: { id }, headers };
  await call(createPool, 'PUT /api/pools/{id}', { ...pool, body: { name: 'p', resources: ['10.250.0.0/28'] } });
  await call(deletePool, 'DELETE /api/pools/{id}', pool);
  expect(types(await told(id, 2))).toEqual(['pool.deleted', 'pool.created']);
  expect(await events({ subject: '10.250.0.1' })).toEqual([]);
});

test('a device is the actor of its registration; an edit that changes nothing has no event', async () => {
  const id = given.mac();
  const device = { params: { id: id.toUpperCase() }, headers };
  await call(register, 'PUT /ztp/register/{id}', { params: { id }, body: { ip: '10.1.0.1', name: 'web' } });
  await call(editDevice, 'PUT /ztp/mng/{id}', { ...device, body: { userdata: 'secret' } });
  await call(editDevice, 'PUT /ztp/mng/{id}', { ...device, body: { userdata: 'secret' } });
  await call(deleteDevice, 'DELETE /ztp/mng/{id}', device);
  const found = await told(id.toUpperCase(), 3);
  expect(found.map(({ type, actor }) => [type, actor])).toEqual([
    ['device.retired', { user: alice.user.name }],
    ['device.updated', { user: alice.user.name }],
    ['device.registered', { device: id }],
  ]);
  expect(JSON.stringify(found)).not.toContain('secret');
});

test('an address that a device is registered with is given by its rule, whoever registers it', async () => {
  const [id, pool, rule] = [given.mac(), given.poolId(), given.name('rule')];
  await call(createPool, 'PUT /api/pools/{id}', {
    params: { id: pool },
    body: { name: 'p', resources: ['10.77.0.1'] },
  });
  const body = { match: { ids: [id] }, address: { pool } };
  await call(putRule, 'PUT /fleet/rules/{name}', { params: { name: rule }, body });
  await call(register, 'PUT /ztp/register/{id}', { params: { id }, body: { name: 'web' }, headers });
  const [allocated] = await told('10.77.0.1', 1, { type: 'address.allocated' });
  expect(allocated).toMatchObject({ actor: { rule }, data: { owner: id } });
  const [registered] = await told(id, 1, { type: 'device.registered' });
  expect(registered).toMatchObject({ actor: { device: id } });
});

test('what operators and sweeps do to a server is one timeline, by type and by who did it', async () => {
  const name = given.name('server');
  await call(addServer, 'POST /', { headers, body: { server: { name, IP: '10.0.0.1' } } });
  await call(changeServer, 'PUT /servers/{name}', { params: { name }, headers, body: { paused: true } });
  const server = { server: 'an-id', name, ip: '10.0.0.1' };
  const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();
  await saveChanges([
    { ...server, change: { at: soon(1), from: 'UNKNOWN', to: 'DOWN' } },
    { ...server, change: { at: soon(2), from: 'DOWN', to: 'UP' } },
  ]);
  await told(name, 4);
  await call(deleteServer, 'DELETE /', { headers, body: { server: name } });
  const all = await told(name, 5);
  expect(types(all).sort()).toEqual(
    ['server.deleted', 'server.up', 'server.down', 'server.updated', 'server.added'].sort(),
  );
  expect(types(await events({ subject: name, type: 'server.up' }))).toEqual(['server.up']);
  expect(await events({ subject: name, type: 'pool.*' })).toEqual([]);
  expect(types(await events({ subject: name, actor: 'sweep' })).sort()).toEqual(['server.down', 'server.up']);
  expect(await events({ subject: name, actor: `user:${alice.user.name}` })).toHaveLength(3);
  expect(await events({ subject: name, to: '2020-01-01' })).toEqual([]);
});

test('compute clusters are for the eyes of their owner', async () => {
  const bob = await givenLogin();
  const made = await call(createCompute, 'POST /clusters/', { headers, body: { cpus: 1, memory: 1 } });
  await call(deleteCompute, 'DELETE /clusters/{id}', { headers, params: { id: made.body.id } });
  expect(types(await told(made.body.id, 2))).toEqual(['compute.deleted', 'compute.created']);
  expect(await events({ subject: made.body.id }, bob)).toEqual([]);
  expect(await events({ type: 'compute.*' }, bob)).toEqual([]);
  const nobody = await call(list, 'GET /events', { query: { type: 'compute' } });
  expect(nobody.body).toEqual({ items: [] });
});

test('pages of all events are in one order, each event once, and end', async () => {
  await logIsComplete();
  const seen: Shown[] = [];
  let cursor: string | undefined;
  do {
    const page = await call(list, 'GET /events', { headers, query: { limit: '3', ...(cursor && { cursor }) } });
    expect(page.body.items.length).toBeLessThanOrEqual(3);
    seen.push(...page.body.items);
    cursor = page.body.next_cursor;
  } while (cursor);
  expect(seen.length).toBeGreaterThan(15);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  const times = seen.map(({ at }) => at);
  expect(times).toEqual([...times].sort().reverse());
  expect(seen).toEqual(await events({}));
});

test('a range before anything was kept is empty', async () => {
  expect(await events({ to: '2000-01-01' })).toEqual([]);
  expect(await events({ to: '2000-01-01', subject: 'server:none' })).toEqual([]);
});

test('records that the stream hands on again make no second event', async () => {
  await logIsComplete();
  const before = await events({});
  for (const event of handed) await dispatch(event);
  expect(await events({})).toEqual(before);
  expect(buried).toEqual([]);
});

test('a rule for every device, whose conditions are an empty map, comes down the stream like all else', async () => {
  const name = given.name('rule');
  await call(putRule, 'PUT /fleet/rules/{name}', { params: { name }, headers, body: { max_devices: 0 } });
  expect(types(await told(name, 1))).toEqual(['rule.changed']);
});

test('the timeline of a device that is retired while it enrols has what it was given, and that it was taken back', async () => {
  const name = given.name('early');
  const work = (id: string) => workOn([id], { dispatch: async () => {} });
  await actingAs({ user: 'alice' }, async () => {
    await pools.create(name, { name, addresses: ['10.9.8.7'] });
    // The exec call waits for ever: nobody sends it.
    const rule = { match: { names: [name] }, address: { pool: name }, monitor: {}, exec: { when: 'enrolled' } };
    await rules.put(name, RuleBody.parse(rule));
  });
  const device = await actingAs({ device: name }, () => ztp.register(given.mac(), { ip: '10.1.0.7', name }));
  await intake().registered(device);
  await work(device.id);
  expect(await fleetDevices.get(device.id)).toMatchObject({ state: 'ENROLLING', address: { ip_address: '10.9.8.7' } });
  await actingAs({ user: 'alice' }, () => fleet.retire(device.id));
  await work(device.id);
  const taken = ['device.retired', 'address.allocated', 'address.released', 'server.added', 'server.deleted'];
  await eventually(
    async () => types((await timeline(device.id, { limit: 100 })).items as Shown[]),
    (told) => taken.every((type) => told.includes(type)),
  );
});

test('a stream record that nothing can read holds up none of the others', async () => {
  const [seen, unseen] = [given.name('server'), given.name('server')];
  await call(addServer, 'POST /', { headers, body: { server: { name: seen, IP: '10.0.0.1' } } });
  await told(seen, 1);
  const records = handed.flatMap(({ Records }) => Records);
  const known = records.find(({ dynamodb }) => dynamodb?.NewImage?.name?.S === seen);
  const copy = JSON.parse(JSON.stringify(known).replaceAll(seen, unseen)) as (typeof records)[number];
  const unreadable = {
    ...copy,
    dynamodb: { ...copy.dynamodb, NewImage: { type: { S: 'server' }, name: {} as never } },
  };
  await dispatch({ Records: [unreadable, { ...copy, eventID: given.name('record') }] });
  expect(types(await told(unseen, 1))).toEqual(['server.added']);
});

test.each([
  [{ type: 'Server.*' }, 'type'],
  [{ type: 'a.b.c' }, 'type'],
  [{ from: 'yesterday' }, 'from'],
  [{ from: '2026-02-02', to: '2026-01-01' }, 'from'],
  [{ limit: '0' }, 'limit'],
  [{ cursor: 'abc' }, 'cursor'],
  [{ colour: 'red' }, 'colour'],
])('%j is refused', async (query, path) => {
  const answer = await call(list, 'GET /events', { query: query as Query, headers });
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
});
