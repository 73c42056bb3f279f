import { beforeEach, expect, test } from '@jest/globals';
import { handler as add } from '#functions/monitor/add-server';
import { handler as change } from '#functions/monitor/change-server';
import { handler as changeServers } from '#functions/monitor/change-servers';
import { handler as deleteServers } from '#functions/monitor/delete-servers';
import { handler as list } from '#functions/monitor/list-servers';
import { handler as metrics } from '#functions/monitor/read-metrics';
import type { Prober } from '#lib/monitor/probers/prober';
import * as monitor from '#lib/monitor/service';
import { sweep } from '#lib/monitor/service/sweep';
import { call } from '#support/call';
import { given } from '#support/given';

const pace = { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 };
/** Answers in as many ms as the address ends with; 0 never answers. */
const byAddress: Prober = async (addresses) =>
  addresses.map((address) => {
    const ms = Number(address.split('.').at(-1));
    return [ms === 0 ? 'timeout' : ms];
  });
const swept = async (times = 1) => {
  for (let n = 0; n < times; n += 1) await sweep({}, { probe: byAddress, pace, alert: async () => {} });
};

const ask = (query: Record<string, string>) => call(list, 'GET /servers', { query });
const namesOf = async (query: Record<string, string>) =>
  (await ask(query)).body.items.map(({ name }: { name: string }) => name);

beforeEach(async () => {
  for (const name of (await monitor.listNames()).items) await monitor.remove(name);
});

test('a server has tags once each, from the beginning or later, and shows none where it has none', async () => {
  const name = given.name('server');
  const server = { name, IP: '127.0.0.1', tags: ['web', 'rack-3', 'web'] };
  expect((await call(add, 'POST /', { body: { server } })).status).toBe(201);
  const put = (body: unknown) => call(change, 'PUT /servers/{name}', { params: { name }, body });
  expect((await monitor.get(name)).tags).toEqual(['web', 'rack-3']);
  expect((await put({ tags: ['db'] })).body).toMatchObject({ name, tags: ['db'] });
  expect((await put({ tags: [] })).body).not.toHaveProperty('tags');
  const tooMany = { tags: Array.from({ length: 51 }, (_, i) => `t${i}`) };
  expect(await put(tooMany)).toMatchObject({ status: 400, body: { errors: [{ path: 'tags' }] } });
});

test('a list has those with a tag, in a state, or whose name or address begins so', async () => {
  await monitor.add('Web-1', '10.0.0.1', { tags: ['web'] });
  await monitor.add('db-1', '10.1.0.0', { tags: ['db', 'web'] });
  await monitor.add('db-2', '192.0.2.7');
  await swept(2);
  expect(await namesOf({ tag: 'web' })).toEqual(['Web-1', 'db-1']);
  expect(await namesOf({ tag: 'we' })).toEqual([]);
  expect(await namesOf({ status: 'DOWN' })).toEqual(['db-1']);
  expect(await namesOf({ status: 'UP', tag: 'web' })).toEqual(['Web-1']);
  expect(await namesOf({ q: 'web' })).toEqual(['Web-1']);
  expect(await namesOf({ q: '10.' })).toEqual(['Web-1', 'db-1']);
  expect(await namesOf({ q: '0.0' })).toEqual([]);
  expect(await ask({ status: 'SLEEPING', sort: 'size', tag: '' })).toMatchObject({ status: 400 });
});

test('sorted by state, DOWN comes first; by time, the quickest; in pages, too', async () => {
  for (const [name, ip] of [
    ['a', '10.0.0.9'],
    ['b', '10.0.0.0'],
    ['c', '10.0.0.5'],
    ['d', '10.0.0.0'],
  ] as const)
    await monitor.add(name, ip);
  await swept(2);
  await monitor.add('e', '10.0.0.1');
  expect(await namesOf({ sort: 'status' })).toEqual(['b', 'd', 'e', 'a', 'c']);
  expect(await namesOf({ sort: 'last_ping_ms' })).toEqual(['c', 'a', 'b', 'd', 'e']);
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await ask({ sort: 'status', limit: '2', ...(cursor && { cursor }) });
    pages.push(body.items.map(({ name }: { name: string }) => name).join());
    cursor = body.next_cursor;
  } while (cursor);
  expect(pages).toEqual(['b,d', 'e,a', 'c']);
  expect(await ask({ sort: 'last_ping_ms', cursor: 'x' })).toMatchObject({ status: 400 });
});

test('a sorted list has those whose name or address begins so, in any case and alphabet', async () => {
  const ip = '192.0.2.1';
  for (const name of [
    'Web-1',
    'webshop',
    'WEB',
    'we',
    'web-ü',
    'Ärger',
    'ärmel',
    '\u212aelvin',
    'kiwi',
    'fe-1',
    '10.1-lab',
  ])
    await monitor.add(name, ip);
  await monitor.add('by-address', '10.1.0.7');
  await monitor.add('by-v6', 'fe80::1');
  const found = async (q: string) => (await namesOf({ sort: 'status', q })).sort();
  for (const q of ['w', 'WEB', 'Web-1', 'webs', 'ä', 'k', 'ki', '10.1', 'FE', 'fe80:', 'x', '192.'])
    expect({ q, found: await found(q) }).toEqual({ q, found: (await namesOf({ q })).sort() });
  expect(await found('web')).toEqual(['WEB', 'Web-1', 'web-ü', 'webshop']);
  expect(await found('Ä')).toEqual(['Ärger', 'ärmel']);
  expect(await found('k')).toEqual(['kiwi', '\u212aelvin']);
  expect(await found('10.1')).toEqual(['10.1-lab', 'by-address']);
});

test('pages of a filtered list have every server once', async () => {
  const names = Array.from({ length: 25 }, (_, i) => `n-${String(i).padStart(2, '0')}`);
  for (const [i, name] of names.entries()) await monitor.add(name, '10.0.0.1', { tags: i % 2 ? ['odd'] : [] });
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await monitor.list({ tag: 'odd', limit: 5, cursor });
    found.push(...page.items.map(({ name }) => name));
    cursor = page.cursor;
  } while (cursor);
  expect(found).toEqual(names.filter((_, i) => i % 2));
});

test('all with a tag are paused and gone on with; a dry run says what would be', async () => {
  await monitor.add('a', '10.0.0.1', { tags: ['rack'] });
  await monitor.add('b', '10.0.0.1', { tags: ['rack'] });
  await monitor.add('c', '10.0.0.1');
  await monitor.update('b', { paused: true });
  const put = (query: Record<string, string>, body: unknown) => call(changeServers, 'PUT /servers', { query, body });
  const outcomes = [
    { name: 'a', outcome: 'UPDATED' },
    { name: 'b', outcome: 'UNCHANGED' },
  ];
  expect(await put({ tag: 'rack', dry_run: 'true' }, { paused: true })).toMatchObject({ body: { items: outcomes } });
  expect(await monitor.get('a')).not.toHaveProperty('paused');
  expect((await put({ tag: 'rack' }, { paused: true })).body).toEqual({ items: outcomes });
  expect(await monitor.get('a')).toHaveProperty('paused', true);
  expect(await monitor.get('c')).not.toHaveProperty('paused');
  expect(await put({}, { paused: true })).toMatchObject({ status: 400, body: { errors: [{ path: 'tag' }] } });
  expect(await put({ tag: 'rack' }, {})).toMatchObject({ status: 400, body: { errors: [{ path: 'paused' }] } });
  await expect(monitor.changeTagged('rack', { paused: false }, { most: 1 })).rejects.toMatchObject({
    code: 'server.too-many',
  });
  expect(await monitor.get('a')).toHaveProperty('paused', true);
});

test('all with a tag are deleted, and their history with the next sweep', async () => {
  await monitor.add('a', '10.0.0.1', { tags: ['rack'] });
  await monitor.add('b', '10.0.0.1', { tags: ['rack'] });
  await monitor.add('c', '10.0.0.1');
  const remove = (query: Record<string, string>) => call(deleteServers, 'DELETE /servers', { query });
  const outcomes = ['a', 'b'].map((name) => ({ name, outcome: 'DELETED' }));
  expect((await remove({ tag: 'rack', dry_run: 'true' })).body).toEqual({ items: outcomes });
  expect(await namesOf({})).toEqual(['a', 'b', 'c']);
  expect((await remove({ tag: 'rack' })).body).toEqual({ items: outcomes });
  expect(await namesOf({})).toEqual(['c']);
  expect((await remove({ tag: 'rack' })).body).toEqual({ items: [] });
});

test('metrics come in parts, which together have every server once; too many at once are 413', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `m-${i}`);
  for (const name of names) await monitor.add(name, '10.0.0.1');
  const found: string[] = [];
  for (const shard of ['1/3', '2/3', '3/3']) {
    const { status, body } = await call(metrics, 'GET /metrics', { query: { shard } });
    expect(status).toBe(200);
    found.push(...[...body.matchAll(/^muster_server_paused\{server="([^"]+)"/gm)].map(([, name]) => name));
  }
  expect(found.sort()).toEqual(names.sort());
  for (const shard of ['0/3', '4/3', '1', 'a/b', '1/0'])
    expect(await call(metrics, 'GET /metrics', { query: { shard } })).toMatchObject({ status: 400 });
  await expect(monitor.metrics(undefined, { most: 11 })).rejects.toMatchObject({
    kind: 'too-large',
    message: expect.stringContaining('/metrics?shard=1/4'),
  });
});

test('a server gets another name and keeps its id and history; a name that is taken is refused', async () => {
  await monitor.add('old', '10.0.0.1', { tags: ['x'] });
  await monitor.add('other', '10.0.0.1');
  await swept();
  const before = await monitor.get('old');
  await expect(monitor.rename('old', 'other')).rejects.toMatchObject({ code: 'server.exists' });
  await monitor.rename('old', 'new');
  expect(await monitor.get('new')).toEqual({ ...before, name: 'new' });
  expect(await monitor.lastPingPairs('new')).toHaveLength(1);
  await expect(monitor.rename('old', 'newer')).rejects.toMatchObject({ code: 'server.unknown' });
});
