import { expect, test } from '@jest/globals';
import { handler as add } from '#functions/monitor/add-server';
import { handler as change } from '#functions/monitor/change-server';
import { handler as remove } from '#functions/monitor/delete-server';
import { handler as get } from '#functions/monitor/get-server';
import { handler as pings } from '#functions/monitor/list-pings';
import { handler as list } from '#functions/monitor/list-servers';
import { handler as sweeps } from '#functions/monitor/list-sweeps';
import { handler as metrics } from '#functions/monitor/read-metrics';
import { handler as read } from '#functions/monitor/read-servers';
import { handler as update } from '#functions/monitor/update-server';
import { call } from '#support/call';
import { given } from '#support/given';

const server = (name: string, IP = '10.0.0.5') => ({ body: { server: { name, IP } } });
const post = (name: string, IP?: string) => call(add, 'POST /', server(name, IP));
const wrong = { status: 400, body: { status: 'WRONG_REQUEST' } };
const unknown = { status: 404, body: { status: 'NAME_DID_NOT_FOUND' } };

test('a server is added, changed and deleted in words of their own', async () => {
  const name = given.name('server');
  expect(await post(name)).toMatchObject({ status: 201, body: { status: 'CREATED' } });
  expect(await post(name)).toMatchObject({ status: 409, body: { status: 'NAME_ALREADY_EXIST' } });
  const named = { params: { name } };
  const before = await call(get, 'GET /servers/{name}', named);
  expect(before).toMatchObject({
    status: 200,
    body: {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name,
      ip: '10.0.0.5',
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      status: 'UNKNOWN',
      last_ping_ms: null,
      last_ping_at: null,
      loss: null,
    },
  });
  expect(Object.keys(before.body)).toHaveLength(8);
  expect(await call(update, 'PUT /', server(name, '2001:DB8::0:1'))).toMatchObject({
    status: 200,
    body: { status: 'UPDATED' },
  });
  expect((await call(get, 'GET /servers/{name}', named)).body).toEqual({ ...before.body, ip: '2001:db8::1' });
  const gone = { body: { server: name } };
  expect(await call(remove, 'DELETE /', gone)).toMatchObject({ status: 200, body: { status: 'DELETED' } });
  expect(await call(remove, 'DELETE /', gone)).toMatchObject(unknown);
  expect(await call(update, 'PUT /', server(name))).toMatchObject(unknown);
});

test.each([
  ['no body', undefined],
  ['malformed JSON', '{"server":'],
  ['not an object', '[]'],
  ['no server', {}],
  ['no address', { server: { name: 'a' } }],
  ['a bad address', { server: { name: 'a', IP: '10.0.0.256' } }],
  ['a host name', { server: { name: 'a', IP: 'localhost' } }],
  ['an address with a zone', { server: { name: 'a', IP: 'fe80::1%eth0' } }],
  ['the key in small letters', { server: { name: 'a', ip: '10.0.0.5' } }],
  ['an empty name', { server: { name: '', IP: '10.0.0.5' } }],
  ['a name too long', { server: { name: 'a'.repeat(129), IP: '10.0.0.5' } }],
  ['a name with a line break', { server: { name: 'a\nb', IP: '10.0.0.5' } }],
  ['an unknown field', { server: { name: 'a', IP: '10.0.0.5', port: 1 } }],
  ['a number for a name', { server: { name: 1, IP: '10.0.0.5' } }],
])('%s is a WRONG_REQUEST', async (_, body) => {
  expect(await call(add, 'POST /', { body })).toMatchObject(wrong);
  expect(await call(update, 'PUT /', { body })).toMatchObject(wrong);
});

test.each([
  ['no body', undefined],
  ['a list', { server: [] }],
  ['an empty name', { server: '' }],
  ['no name', {}],
])('DELETE with %s is a WRONG_REQUEST', async (_, body) => {
  expect(await call(remove, 'DELETE /', { body })).toMatchObject(wrong);
});

test('another content type is a WRONG_REQUEST too', async () => {
  const refused = await call(add, 'POST /', { ...server('a'), headers: { 'content-type': 'text/xml' } });
  expect(refused).toMatchObject({ status: 415, body: { status: 'WRONG_REQUEST' } });
});

test('GET / gives all names in order, or the pings of the one that is named, in the body or in the query', async () => {
  const names = [given.name('b'), given.name('a'), given.name('c')];
  for (const name of names) await post(name);
  const all = await call(read, 'GET /');
  expect(all.status).toBe(200);
  expect(all.body.servers.filter((name: string) => names.includes(name))).toEqual([...names].sort());
  const [name = ''] = names;
  const none = { status: 200, body: { server: name, pings: [] } };
  expect(await call(read, 'GET /', { body: { server: name } })).toMatchObject(none);
  expect(await call(read, 'GET /', { query: { server: name } })).toMatchObject(none);
  expect(await call(read, 'GET /', { body: { server: given.name() } })).toMatchObject(unknown);
  expect(await call(read, 'GET /', { query: { server: given.name() } })).toMatchObject(unknown);
  for (const body of ['{', '[]', { server: 1 }, { server: name, more: 1 }])
    expect(await call(read, 'GET /', { body })).toMatchObject(wrong);
  expect(await call(read, 'GET /', { query: { limit: '0' } })).toMatchObject(wrong);
});

test('names and servers come in pages', async () => {
  for (const name of [given.name(), given.name()]) await post(name);
  const first = await call(list, 'GET /servers', { query: { limit: '1' } });
  expect(first.body.items).toHaveLength(1);
  expect(first.headers.Link).toContain('rel="next"');
  const cursor = first.body.next_cursor;
  const second = await call(list, 'GET /servers', { query: { limit: '1', cursor } });
  expect(second.body.items[0].name > first.body.items[0].name).toBe(true);
  const names = await call(read, 'GET /', { query: { limit: '1', cursor } });
  expect(names.body.servers).toEqual([second.body.items[0].name]);
  expect(await call(list, 'GET /servers', { query: { cursor: 'x' } })).toMatchObject({ status: 400 });
});

test('a browser that opens / is sent to the page, and one that asks for a server is not', async () => {
  const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const sent = await call(read, 'GET /', { headers });
  expect(sent).toMatchObject({ status: 302, headers: { Location: '/ui/', Vary: 'Accept' } });
  const asked = await call(read, 'GET /', { headers, query: { server: given.name() } });
  expect(asked).toMatchObject(unknown);
});

test('a server is paused, and changed by its own address', async () => {
  const name = given.name('server');
  await post(name);
  const put = (body: unknown) => call(change, 'PUT /servers/{name}', { params: { name }, body });
  expect(await put({ paused: true })).toMatchObject({ status: 200, body: { name, paused: true } });
  expect(await put({ ip: '10.0.0.9' })).toMatchObject({ status: 200, body: { ip: '10.0.0.9', paused: true } });
  expect((await put({ paused: false })).body).not.toHaveProperty('paused');
  expect(await put({})).toMatchObject({
    status: 400,
    body: { errors: [{ path: '', message: 'must have at least one of paused, ip, tags, probe, parent' }] },
  });
  expect(await put({ paused: 'yes', ip: 'x', name: 'b' })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'paused' }, { path: 'ip' }, { path: 'name' }] },
  });
  const nobody = { params: { name: given.name() }, body: { paused: true } };
  expect(await call(change, 'PUT /servers/{name}', nobody)).toMatchObject({
    status: 404,
    body: { code: 'server.unknown' },
  });
});

test('bad dates, resolutions and limits are told all at once', async () => {
  const name = given.name('server');
  await post(name);
  const ask = (query: Record<string, string>) => call(pings, 'GET /servers/{name}/pings', { params: { name }, query });
  const bad = await ask({ from: 'yesterday', to: '2026-02-30', resolution: 'week', limit: '0', until: 'x' });
  expect(bad.status).toBe(400);
  expect(bad.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
    'from',
    'limit',
    'resolution',
    'to',
    'until',
  ]);
  expect(await ask({ from: '2026-11-21', to: '2026-11-20' })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'from', message: 'must not be later than to' }] },
  });
  expect(await ask({ from: '2026-11-20', to: '2026-11-20', resolution: 'day' })).toMatchObject({
    status: 200,
    body: { items: [] },
  });
});

test('sweeps and metrics answer before anything was swept', async () => {
  expect(await call(sweeps, 'GET /sweeps')).toMatchObject({ status: 200, body: { items: [] } });
  expect(await call(sweeps, 'GET /sweeps', { query: { limit: '101' } })).toMatchObject({ status: 400 });
  const text = await call(metrics, 'GET /metrics');
  expect(text.headers['Content-Type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text.body).toContain('# TYPE muster_server_up gauge\n');
});
