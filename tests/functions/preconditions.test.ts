import { describe, expect, test } from '@jest/globals';
import { handler as getRule } from '#functions/fleet/get-rule';
import { handler as putRule } from '#functions/fleet/put-rule';
import { handler as getMaintenance } from '#functions/monitor/get-maintenance';
import { handler as setMaintenance } from '#functions/monitor/set-maintenance';
import { handler as createPool } from '#functions/pools/create-pool';
import { handler as getPool } from '#functions/pools/get-pool';
import { handler as getWebhook } from '#functions/webhooks/get-webhook';
import { handler as putWebhook } from '#functions/webhooks/put-webhook';
import { call } from '#support/call';
import { given } from '#support/given';

type Handler = Parameters<typeof call>[0];

/** What a PUT creates, or takes the place of. */
const THINGS: [string, Handler, Handler, object][] = [
  ['/fleet/rules/{name}', putRule, getRule, {}],
  [
    '/maintenance/{name}',
    setMaintenance,
    getMaintenance,
    { tags: ['x'], from: '2030-01-01T00:00:00Z', until: '2030-01-02T00:00:00Z' },
  ],
  ['/webhooks/{name}', putWebhook, getWebhook, { url: 'http://127.0.0.1:9/' }],
];

/** What each may be changed to, and is not at first. */
const CHANGES: Record<string, [object, object, object]> = {
  '/fleet/rules/{name}': [{ priority: 7 }, { priority: 8 }, { priority: 9 }],
  '/maintenance/{name}': [{ servers: ['a'] }, { servers: ['b'] }, { servers: ['c'] }],
  '/webhooks/{name}': [{ enabled: false }, { types: ['server.*'] }, { types: ['pool.*'] }],
};

describe.each(THINGS)('PUT %s (RFC 9110, 13.1)', (path, put, get, body) => {
  const name = given.name('p');
  const send = async (headers: Record<string, string>) =>
    (await call(put, `PUT ${path}`, { params: { name }, body, headers })).status;
  const read = async () => (await call(get, `GET ${path}`, { params: { name } })).status;

  test('where nothing is, no If-Match is true, and nothing is created', async () => {
    expect(await send({ 'If-Match': '*' })).toBe(412);
    expect(await send({ 'If-Match': '"zzz"' })).toBe(412);
    expect(await send({ 'If-Match': '*', 'If-None-Match': '*' })).toBe(412);
    expect(await read()).toBe(404);
  });

  test('with If-None-Match: * the first creates, and no other replaces', async () => {
    const statuses = await Promise.all([1, 2, 3, 4].map(() => send({ 'If-None-Match': '*' })));
    expect(statuses.sort()).toEqual([201, 412, 412, 412]);
  });

  test('where something is, If-Match: * replaces it, and a tag that is not its own does not', async () => {
    expect(await send({ 'If-Match': '*' })).toBe(200);
    expect(await send({ 'If-Match': '"zzz"' })).toBe(412);
    expect(await send({ 'If-Match': '*', 'If-None-Match': '*' })).toBe(412);
    expect(await send({ 'If-None-Match': '"zzz"' })).toBe(200);
  });
});

describe.each(THINGS)('the ETag of %s', (path, put, get, body) => {
  const name = given.name('p');
  const send = (more: object, headers: Record<string, string> = {}) =>
    call(put, `PUT ${path}`, { params: { name }, body: { ...body, ...more }, headers });
  const read = () => call(get, `GET ${path}`, { params: { name } });
  const tagOf = ({ headers }: { headers: Record<string, string> }) => String(headers.ETag);
  const changes = CHANGES[path] as [object, object, object];

  test('is that of both answers, and of what is there alone', async () => {
    const first = tagOf(await send({}));
    expect(first).toMatch(/^"[\w-]{22}"$/);
    expect(tagOf(await read())).toBe(first);
    const second = tagOf(await send(changes[0], { 'If-Match': `"zzz", ${first}` }));
    expect(tagOf(await read())).toBe(second);
    expect(second).not.toBe(first);
    expect(await send(changes[1], { 'If-Match': first })).toMatchObject({
      status: 412,
      body: { code: 'etag.changed' },
    });
    expect(await send(changes[1], { 'If-None-Match': second })).toMatchObject({ status: 412 });
    expect(tagOf(await read())).toBe(second);
  });

  test('lets exactly one of two edits at once through', async () => {
    const seen = tagOf(await read());
    const answers = await Promise.all(changes.slice(1).map((change) => send(change, { 'If-Match': seen })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(tagOf(await read())).toBe(tagOf(answers.find(({ status }) => status === 200) as (typeof answers)[number]));
  });
});

test('a rule is not replaced when If-None-Match names it', async () => {
  const name = given.name('p');
  const send = (headers = {}) => call(putRule, 'PUT /fleet/rules/{name}', { params: { name }, body: {}, headers });
  const { ETag } = (await send()).headers as { ETag: string };
  expect(await send({ 'If-None-Match': `"zzz", ${ETag}` })).toMatchObject({
    status: 412,
    body: { code: 'etag.there-already' },
  });
  expect((await send({ 'If-Match': ETag })).status).toBe(200);
});

test('a pool is only made: no If-Match is true of it', async () => {
  const id = given.poolId();
  const create = await call(createPool, 'PUT /api/pools/{id}', {
    params: { id },
    body: { name: 'p' },
    headers: { 'If-Match': '*' },
  });
  expect(create).toMatchObject({ status: 412, body: { code: 'etag.nothing-there' } });
  expect((await call(getPool, 'GET /api/pools/{id}', { params: { id } })).status).toBe(404);
});
