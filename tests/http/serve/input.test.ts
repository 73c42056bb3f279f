import { request as httpRequest } from 'node:http';
import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { onLaptop } from '#support/on-laptop';
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

/** Sends bytes as they are, for fetch tidies paths, headers and bodies. */
const sendRaw = (method: string, path: string, body: string | Buffer = '', headers: Record<string, string> = {}) =>
  new Promise<Awaited<ReturnType<typeof request>>>((resolve, reject) => {
    const { hostname, port } = new URL(process.env.MUSTER_TEST_URL ?? '');
    const length = body.length > 0 ? { 'content-length': Buffer.byteLength(body) } : {};
    const sent = httpRequest({ hostname, port, method, path, headers: { ...length, ...headers } }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(response.headers as Record<string, string>),
          body: isJson && text !== '' ? JSON.parse(text) : text,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });

const JSON_HEADERS = { 'content-type': 'application/json' };

test.each(['null', '0', 'false', '""', '[]', '"{}"', JSON.stringify('{"ttl_seconds":60}')])(
  'the body %s is no object, and allocates nothing',
  async (body) => {
    const id = given.poolId();
    await request('PUT', `/api/pools/${id}`, { body: { name: 'x', resources: ['10.0.0.1'] } });
    for (const headers of [JSON_HEADERS, {}, { 'content-type': 'application/vnd.api+json' }]) {
      const answered = await sendRaw('PUT', `/api/pools/${id}/allocate`, body, headers);
      expect(answered).toMatchObject({ status: 400, body: { errors: [{ path: '', message: 'must be an object' }] } });
    }
    const { resources } = (await request('GET', `/api/pools/${id}`)).body;
    expect(resources).toMatchObject([{ status: 'RELEASED' }]);
  },
);

test('a text with JSON in it is a text', async () => {
  const answered = await register(JSON.stringify(JSON.stringify({ ip: given.ip() })));
  expect(answered).toMatchObject({ status: 400, body: { errors: [{ path: '', message: 'must be an object' }] } });
});

test.each(['nonsense', 'application', '/json', 'application/json json', ';', 'application/'])(
  'a content type that cannot be read is 415: %j',
  async (type) => {
    const path = `/ztp/register/${given.mac()}`;
    isProblem(await sendRaw('PUT', path, '{"ip":"10.0.0.1"}', { 'content-type': type }), 415, 'body.not-json');
  },
);

test.each(['gzip', 'br', 'deflate', 'nonsense', 'identity, gzip'])(
  'a body that is encoded is 415: %s',
  async (encoding) => {
    const headers = { ...JSON_HEADERS, 'content-encoding': encoding };
    const answered = await sendRaw('PUT', `/ztp/register/${given.mac()}`, '{"ip":"10.0.0.1"}', headers);
    isProblem(answered, 415, 'body.encoded');
    expect(answered.headers.get('accept-encoding')).toBe('identity');
  },
);

test('identity is no encoding', async () => {
  const headers = { ...JSON_HEADERS, 'content-encoding': 'identity' };
  expect((await sendRaw('PUT', `/ztp/register/${given.mac()}`, '{"ip":"10.0.0.1"}', headers)).status).toBe(201);
});

onLaptop.each([
  ['a byte that begins nothing', Buffer.from([0xff])],
  ['a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
  ['half of a character', Buffer.from([0xc3])],
])('bytes that are no UTF-8 are refused, and nothing is stored: %s', async (_, bytes) => {
  const id = given.mac();
  const body = Buffer.concat([Buffer.from('{"ip":"10.0.0.1","name":"'), bytes, Buffer.from('"}')]);
  isProblem(await sendRaw('PUT', `/ztp/register/${id}`, body, JSON_HEADERS), 400, 'body.malformed');
  expect((await request('GET', `/ztp/check/${id}`)).status).toBe(404);
});

test('characters of every length come back as they were sent', async () => {
  const name = 'a\u00e4\u20ac\u{1f600}\ufffd';
  expect(await register({ ip: '10.0.0.1', name })).toMatchObject({ status: 201, body: { name } });
});

test.each(['%FF', '%C3', '%ED%A0%80', 'a%FFb'])('a query that is no UTF-8 is 400: %s', async (value) => {
  expect(await sendRaw('GET', `/api/v1/machines?tag=${value}`)).toMatchObject({
    status: 400,
    body: { errors: [{ path: '' }] },
  });
});

test.each(['tag=a&tag=b', 'tag=a&tag=a', 'limit=1&limit=2', 'tag=a&t%61g=b'])(
  'a parameter that comes twice is 400, and not joined: %s',
  async (query) => {
    const answered = await request('GET', `/api/v1/machines?${query}`);
    const path = query.startsWith('limit') ? 'limit' : 'tag';
    isProblem(answered, 400, 'request.invalid');
    expect(answered.body.errors).toEqual([{ path, message: 'must be given only once' }]);
  },
);

test('a value may have what other queries are written with', async () => {
  const name = given.name('cluster');
  await request('POST', '/api/v1/clusters', { body: { name, region_code: 'A' } });
  const tags = ['a,b', 'a&b', 'a+b', 'a%b', 'a=b', '?'];
  await request('POST', '/api/v1/machines', { body: { cluster_name: name, tags } });
  for (const tag of tags) {
    const query = new URLSearchParams({ cluster_name: name, tag });
    expect((await request('GET', `/api/v1/machines?${query}`)).body.items).toHaveLength(1);
  }
});

const IDS = [
  'x'.repeat(1017),
  'x'.repeat(4000),
  encodeURIComponent('\u{1f600}'.repeat(60)),
  '%00',
  '%EF%BF%BF',
  'constructor',
];
const OF_IDS = [
  '/clusters/{id}',
  '/api/v1/clusters/{id}',
  '/api/v1/machines/{id}',
  '/api/pools/p/resource/{id}',
  '/api/pools/{id}',
  '/ztp/devices/{id}',
  '/servers/{id}',
];
onLaptop.each(OF_IDS)('an id at %s that none could be is 404 or 400', async (path) => {
  const pool = given.poolId();
  await request('PUT', `/api/pools/${pool}`, { body: { name: 'x' } });
  const login = await request('GET', '/token/login/');
  const csrf = /csrftoken=([^;]+)/.exec(login.headers.get('set-cookie') ?? '')?.[1] ?? '';
  const { body } = await request('POST', '/token/login/', {
    body: { username: 'alice', password: 'hunter2' },
    headers: { cookie: `csrftoken=${csrf}`, 'x-csrf-token': csrf },
  });
  for (const id of IDS) {
    const at = path.replace('/p/', `/${pool}/`).replace('{id}', id);
    const { status } = await request('GET', at, { headers: { authorization: `Token ${body.auth_token}` } });
    expect([400, 404]).toContain(status);
  }
});

test('ids of clusters, machines and addresses are read in either case', async () => {
  const name = given.name('cluster');
  const cluster = (await request('POST', '/api/v1/clusters', { body: { name, region_code: 'A' } })).body;
  const machine = (await request('POST', '/api/v1/machines', { body: { cluster_name: name } })).body;
  expect((await request('GET', `/api/v1/clusters/${cluster.id.toUpperCase()}`)).body).toMatchObject({ id: cluster.id });
  expect((await request('GET', `/api/v1/machines/${machine.id.toUpperCase()}`)).body).toMatchObject({ id: machine.id });
});

test.each(['x', '{', 'null', '[]', '{"force":true}'])('a call without a body refuses one: %s', async (body) => {
  const cluster_name = given.name('cluster');
  await request('POST', '/api/v1/clusters', { body: { name: cluster_name, region_code: 'A' } });
  const { id } = (await request('POST', '/api/v1/machines', { body: { cluster_name } })).body;
  for (const [method, path] of [
    ['POST', `/api/v1/machines/${id}?action=TERMINATE`],
    ['POST', `/api/v1/machines?action=TERMINATE&cluster_name=${cluster_name}`],
    ['DELETE', `/api/v1/machines/${id}`],
    ['POST', `/ztp/devices/${given.mac()}/exec`],
  ] as const)
    expect(await sendRaw(method, path, body, JSON_HEADERS)).toMatchObject({ status: 400, body: { status: 400 } });
  expect((await request('GET', `/api/v1/machines/${id}`)).body).toMatchObject({ id, operations: [] });
});

test('an object without fields is as good as no body', async () => {
  const cluster_name = given.name('cluster');
  await request('POST', '/api/v1/clusters', { body: { name: cluster_name, region_code: 'A' } });
  const path = `/api/v1/machines?action=TERMINATE&cluster_name=${cluster_name}`;
  expect((await sendRaw('POST', path, '{}', JSON_HEADERS)).status).toBe(202);
});

onLaptop('HEAD never deletes', async () => {
  const id = given.mac();
  await register({ ip: '10.0.0.1' });
  await request('PUT', `/ztp/register/${id}`, { body: { ip: '10.0.0.1' } });
  const answered = await sendRaw('HEAD', `/ztp/mng/${id}/delete`);
  expect(answered.status).toBe(405);
  expect(answered.headers.get('allow')).toBe('GET, OPTIONS');
  expect((await request('GET', `/ztp/check/${id}`)).status).toBe(200);
  expect((await sendRaw('OPTIONS', `/ztp/mng/${id}/delete`)).headers.get('allow')).toBe('GET, OPTIONS');
  expect((await sendRaw('HEAD', `/ztp/check/${id}`)).status).toBe(200);
});

const UNREACHABLE = ['.', '..', 'a/b'];
test.each(UNREACHABLE)('nothing is created whose name no path can carry: %s', async (name) => {
  const encoded = encodeURIComponent(name).replaceAll('.', '%2E');
  const server = await request('POST', '/', { body: { server: { name, IP: '127.0.0.1' } } });
  expect(server).toMatchObject({ status: 400, body: { status: 'WRONG_REQUEST' } });
  const query =
    'mutation ($id: ID!) { registerDevice(id: $id, ip: "10.0.0.1") { id } createPool(id: $id, name: "x") { id } }';
  const { body } = await request('POST', '/graphql', { body: { query, variables: { id: name } } });
  expect(body.errors.map(({ extensions }: { extensions: object }) => extensions)).toMatchObject([
    { status: 400 },
    { status: 400 },
  ]);
  if (name.includes('/') || name.startsWith('.')) return;
  expect((await sendRaw('PUT', `/ztp/register/${encoded}`, '{"ip":"10.0.0.1"}', JSON_HEADERS)).status).toBe(400);
  expect((await sendRaw('GET', `/ztp/check/${encoded}`)).status).toBe(404);
});

onLaptop('a GET that only GraphiQL answers is allowed where it is', async () => {
  const answered = await request('DELETE', '/graphql');
  expect(answered.status).toBe(405);
  expect(answered.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
});
