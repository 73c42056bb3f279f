import { expect, test } from '@jest/globals';
import { handler as listFleet } from '#functions/fleet/list-fleet-devices';
import { handler as postGraphql } from '#functions/graphql/post-graphql';
import { handler as importDevices } from '#functions/import/import-devices';
import { handler as importPools } from '#functions/import/import-pools';
import { handler as importServers } from '#functions/import/import-servers';
import { handler as listServers } from '#functions/monitor/list-servers';
import { handler as listPools } from '#functions/pools/list-pools';
import { handler as listDevices } from '#functions/ztp/list-devices';
import { deviceKind, poolKind, serverKind } from '#lib/import/kinds';
import type { ImportOutcome } from '#lib/import/model';
import { importCsv, MOST_LINES } from '#lib/import/service';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import * as ztp from '#lib/ztp/service';
import { call } from '#support/call';
import { given } from '#support/given';
import { givenLogin } from '#support/users';

const { headers } = await givenLogin();

type Handler = Parameters<typeof call>[0];

const send = (handler: Handler, kind: string, body: string, query: Record<string, string> = {}) =>
  call(handler, `POST /import/${kind}`, { body, query, headers });
const exported = async (handler: Handler, route: string, query: Record<string, string> = {}): Promise<string> => {
  const answer = await call(handler, route, { headers: { ...headers, accept: 'text/csv' }, query });
  expect(answer.status).toBe(200);
  return answer.body;
};
/** All of a list, page by page; with each page as CSV. */
const pagesOf = async (handler: Handler, route: string, asked: Record<string, string> = {}) => {
  const [items, files]: [{ id: string }[], string[]] = [[], []];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const query: Record<string, string> = { ...asked, ...(cursor !== '' && { cursor }) };
    const { body } = await call(handler, route, { headers, query });
    items.push(...body.items);
    files.push(await exported(handler, route, query));
    cursor = body.next_cursor;
  }
  return { items, files };
};
const listed = async (handler: Handler, route: string) => (await pagesOf(handler, route)).items;

const outcomes = ({ body }: Awaited<ReturnType<typeof send>>): string[] =>
  body.items.map(({ key, outcome }: { key: string; outcome: string }) => `${key} ${outcome}`);

const FORMULA = '=SUM(1+1)*cmd|"calc"!A0';

test('servers that were exported are the same list when they are imported where there are none', async () => {
  await monitor.add('core', '10.0.0.1');
  await monitor.add(FORMULA, '2001:db8::1', { tags: ['+a', 'b;c', 'd "e"'], parent: 'core' });
  await monitor.add("'=x", '10.0.0.3', { probe: { type: 'http', url: 'http://a.example/?a=1,2', status: [200, 204] } });
  await monitor.add('web', '10.0.0.4', { probe: { type: 'tcp', port: 22 }, tags: ['1'] });
  await monitor.update('web', { paused: true });
  const known = async () =>
    (await listed(listServers, 'GET /servers')).map(
      ({ id: _, created_at: __, ...server }: Record<string, unknown>) => server,
    );
  const before = await known();
  expect(before).toHaveLength(4);
  const csv = await exported(listServers, 'GET /servers');
  for (const { name } of before) await monitor.remove(String(name));
  const trial = await send(importServers, 'servers', csv, { dry_run: 'true' });
  expect(trial).toMatchObject({ status: 200, body: { dry_run: true, created: 4, refused: 0 } });
  expect(await known()).toEqual([]);
  const done = await send(importServers, 'servers', csv);
  expect(done.body).toEqual({ ...trial.body, dry_run: false });
  expect(await known()).toEqual(before);
  const again = await send(importServers, 'servers', csv);
  expect(again.body).toMatchObject({ created: 0, updated: 0, unchanged: 4, refused: 0 });
  for (const { name } of before) await monitor.remove(String(name));
});

test('GraphQL imports as REST does, and says the same of a file', async () => {
  const [one, other] = [given.name('server'), given.name('server')];
  const csv = `name,ip\n${one},10.0.0.5\n${other},nowhere\n`;
  const fields = 'dryRun created updated unchanged refused items { line key outcome errors { path message } }';
  const ask = async (field: string, dryRun: boolean, file = csv) => {
    const query = `mutation($csv: String!, $dryRun: Boolean) { done: ${field}(csv: $csv, dryRun: $dryRun) { ${fields} } }`;
    return (await call(postGraphql, 'POST /graphql', { body: { query, variables: { csv: file, dryRun } }, headers }))
      .body;
  };
  const { dry_run, items, ...counts } = (await send(importServers, 'servers', csv, { dry_run: 'true' })).body;
  const lines = items.map((item: ImportOutcome) => ({ errors: [], ...item }));
  expect(counts).toEqual({ created: 1, updated: 0, unchanged: 0, refused: 1 });
  expect((await ask('importServers', true)).data.done).toEqual({ dryRun: dry_run, ...counts, items: lines });
  expect((await ask('importServers', false)).data.done).toMatchObject({ dryRun: false, created: 1 });
  expect((await ask('importServers', false)).data.done).toMatchObject({ created: 0, unchanged: 1 });
  const mac = given.mac();
  expect((await ask('importDevices', false, `id,ip\n${mac},10.1.0.7\n`)).data.done).toMatchObject({ created: 1 });
  const pool = given.poolId();
  expect((await ask('importPools', false, `id,name\n${pool},Rack\n`)).data.done).toMatchObject({ created: 1 });
  expect((await ask('importPools', false, 'colour\n')).errors[0].extensions).toMatchObject({ status: 400 });
  await Promise.all([monitor.remove(one), ztp.remove(mac), pools.remove(pool)]);
});

test('devices that were exported are the same list when they are imported where there are none', async () => {
  const [first, second] = [given.mac(), given.mac()];
  await ztp.register(first, { ip: '10.1.0.1', name: '@web', tags: ['rack-3', '-x'] });
  await ztp.register(second, { ip: '2001:db8::2', name: 'b,c\n"d"' });
  const known = async () =>
    (await listed(listFleet, 'GET /fleet/devices')).map(({ id, name, ip, tags }: Record<string, unknown>) => ({
      ...{ id, name, ip, tags },
    }));
  const before = await known();
  for (const [handler, route] of [
    [listFleet, 'GET /fleet/devices'],
    [listDevices, 'GET /ztp/devices'],
  ] as const) {
    const csv = await exported(handler, route);
    const hasTags = handler === listFleet;
    for (const id of [first, second]) await ztp.remove(id);
    const done = await send(importDevices, 'devices', csv);
    expect(done.body).toMatchObject({ created: 2, refused: 0 });
    expect(await known()).toEqual(hasTags ? before : before.map((device: object) => ({ ...device, tags: [] })));
    expect((await send(importDevices, 'devices', csv)).body).toMatchObject({ unchanged: 2 });
  }
});

test('an import registers a device once, and changes one that is there without a registration', async () => {
  const id = given.mac();
  const line = (name: string) => `id,ip,name,userdata\n${id.toUpperCase()},10.1.0.9,${name},x\n`;
  expect(outcomes(await send(importDevices, 'devices', line('a')))).toEqual([`${id.toUpperCase()} created`]);
  expect(outcomes(await send(importDevices, 'devices', line('b')))).toEqual([`${id.toUpperCase()} updated`]);
  expect(await ztp.find(id)).toMatchObject({ name: 'b', ip: '10.1.0.9', userdata: 'x', registrations: 1 });
});

test('pools that were exported are the same list when they are imported where there are none', async () => {
  const space = given.name('space');
  await pools.create('a', { name: '-a', addresses: ['10.0.0.0/29', '2001:db8::1'], coolDownSeconds: 60, space });
  await pools.create('b', {
    name: 'b',
    addresses: ['10.0.1.0/24'],
    space,
    description: 'one\ntwo',
    network: { prefix_length: 24, gateway: '10.0.1.254', dns: ['10.0.0.53'], vlan: 7 },
  });
  await pools.create('big', { name: 'big', addresses: ['10.8.0.0/16'] });
  await pools.create('empty', { name: 'empty', addresses: [] });
  const all = () => pagesOf(listPools, 'GET /api/pools', { view: 'full' });
  const { items: before, files } = await all();
  expect(before).toHaveLength(4);
  expect(files.length).toBeGreaterThan(1);
  const total = { created: 0, unchanged: 0, refused: 0 };
  const importAll = async (query: Record<string, string> = {}) => {
    const replies = await Promise.all(files.map((csv) => send(importPools, 'pools', csv, query)));
    const sum = (name: keyof typeof total) => replies.reduce((before, { body }) => before + body[name], 0);
    return { created: sum('created'), unchanged: sum('unchanged'), refused: sum('refused') };
  };
  for (const { id } of before) await pools.remove(id);
  expect(await importAll({ dry_run: 'true' })).toEqual({ ...total, created: 4 });
  expect((await all()).items).toEqual([]);
  expect(await importAll()).toEqual({ ...total, created: 4 });
  expect(await all()).toEqual({ items: before, files });
  expect(await importAll()).toEqual({ ...total, unchanged: 4 });
});

test('a pool that is there is changed, but never what addresses it has', async () => {
  const id = given.poolId();
  await pools.create(id, { name: 'a', addresses: ['10.0.0.1-10.0.0.3'], coolDownSeconds: 60 });
  const csv = (cells: string) => `id,name,cool_down_seconds,resources\n${id},${cells}\n`;
  expect(outcomes(await send(importPools, 'pools', csv('b,0,10.0.0.1;10.0.0.2-10.0.0.3')))).toEqual([`${id} updated`]);
  expect((await pools.getHeads([id])).get(id)).toEqual({ id, name: 'b', cool_down_seconds: 0 });
  const refused = await send(importPools, 'pools', csv('c,0,10.0.0.2-10.0.0.4'));
  expect(refused.body.items[0]).toEqual({
    ...{ line: 2, key: id, outcome: 'refused' },
    errors: [
      {
        path: 'resources',
        message:
          'are not those of the pool; it has not 10.0.0.4; it also has 10.0.0.1. Add and remove addresses by their own calls',
      },
    ],
  });
  expect((await pools.getHeads([id])).get(id)).toEqual({ id, name: 'b', cool_down_seconds: 0 });
});

test('the list of a big pool, which has some of its addresses alone, makes no smaller pool', async () => {
  const id = `0${given.poolId()}`;
  await pools.create(id, { name: 'a', addresses: ['10.0.0.0/19'] });
  const csv = await exported(listPools, 'GET /api/pools', { limit: '1' });
  await pools.remove(id);
  const { body } = await send(importPools, 'pools', csv);
  expect(body).toMatchObject({ created: 0, refused: 1 });
  expect(body.items[0].errors).toEqual([
    { path: 'resources', message: 'has 1000 of the 8190 addresses; write them as blocks or ranges' },
  ]);
});

test('pools of one space with an address in common: the first counts, in a dry run and in earnest', async () => {
  const [one, two, three, space] = [given.poolId(), given.poolId(), given.poolId(), given.name('s')];
  await pools.create(three, { name: 'x', addresses: ['10.3.0.0/30'], space });
  const csv = `id,name,resources,space\n${one},a,10.3.1.0/30,${space}\n${two},b,10.3.1.2,${space}\n${given.poolId()},c,10.3.0.0/30,${space}\n`;
  for (const query of [{ dry_run: 'true' }, {}] as Record<string, string>[]) {
    const { body } = await send(importPools, 'pools', csv, query);
    expect(body).toMatchObject({ created: 1, refused: 2 });
    expect(body.items[1].errors).toEqual([{ path: 'resources', message: `10.3.1.2 is in pool ${one} of this file` }]);
    expect(body.items[2].errors).toEqual([
      { path: '', message: `10.3.0.1-10.3.0.2 overlaps pool ${three} of space ${space}.` },
    ]);
  }
});

test('every fault of every line is named, with its line, and the other lines are done', async () => {
  const [good, twice] = [given.name('server'), given.name('server')];
  const csv = [
    'name,ip,tags,paused,parent,status',
    `${good},10.0.0.1,a;b,TRUE,,UP`,
    `,10.0.0.300,${'x'.repeat(129)},maybe,,`,
    `"two\nlines",10.0.0.1,,,,`,
    `${twice},10.0.0.1,,,,`,
    `${twice},10.0.0.2,,,,`,
    'no-ip,,,,,',
    'short,10.0.0.1',
    `child,10.0.0.1,,,nobody,`,
    'self,10.0.0.1,,,self,',
    `both,10.0.0.300,,maybe,nobody,`,
    `${twice},10.0.0.3,,maybe,nobody,`,
    `next,,${'x'.repeat(129)},,${twice},`,
  ].join('\n');
  const { status, body } = await send(importServers, 'servers', csv);
  expect(status).toBe(200);
  const shown = (body.items as ImportOutcome[]).map(({ line, key, outcome, errors = [] }) => [
    ...[line, key, outcome],
    ...errors.map(({ path, message }) => `${path}: ${message}`),
  ]);
  expect(shown).toEqual([
    [2, good, 'created'],
    [
      ...[3, null, 'refused', 'tags.0: must have at most 128 characters', 'name: is missing'],
      ...['ip: must be an IPv4 or IPv6 address', 'paused: must be true or false'],
    ],
    [4, 'two\nlines', 'refused', 'name: must be printable characters'],
    [6, twice, 'created'],
    [7, twice, 'refused', 'name: is in line 6 already'],
    [8, 'no-ip', 'refused', 'ip: must be there: the server is new'],
    [9, 'short', 'refused', ': has 2 cells, but the header has 6'],
    [10, 'child', 'refused', 'parent: server nobody does not exist'],
    [11, 'self', 'refused', 'parent: must be another server', 'parent: leads back to this server'],
    [
      ...[12, 'both', 'refused', 'ip: must be an IPv4 or IPv6 address', 'paused: must be true or false'],
      'parent: server nobody does not exist',
    ],
    [13, twice, 'refused', 'paused: must be true or false', 'name: is in line 6 already'],
    [14, 'next', 'refused', 'tags.0: must have at most 128 characters', 'ip: must be there: the server is new'],
  ]);
  expect(body).toMatchObject({ created: 2, refused: 10 });
  expect(await monitor.get(good)).toMatchObject({ tags: ['a', 'b'], paused: true });
});

test('a line of a pool names what its cells have and what cannot be as things are, at once', async () => {
  const [there, space] = [given.poolId(), given.name('s')];
  await pools.create(there, { name: 'x', addresses: ['10.3.0.0/30'], space });
  const [one, two] = [given.poolId(), given.poolId()];
  const csv = [
    'id,name,resources,total,space,cool_down_seconds,network.gateway',
    `${one},,10.3.0.0/30,9,${space},soon,2001:db8::1`,
    `${two},,10.3.0.300,9,${space},1,nowhere`,
    `${there},y,10.3.0.300,,other,soon,`,
  ].join('\n');
  const { body } = await send(importPools, 'pools', csv);
  const shown = (body.items as ImportOutcome[]).map(({ errors = [] }) => errors.map(({ path }) => path));
  expect(shown).toEqual([
    ['cool_down_seconds', 'resources', 'name', 'network.gateway', ''],
    ['resources.0', 'network.gateway', 'name'],
    ['resources.0', 'cool_down_seconds', 'space'],
  ]);
  expect(body).toMatchObject({ created: 0, updated: 0, refused: 3 });
});

test('parents come before those behind them, in whatever order they stand; a circle is refused', async () => {
  const [a, b, c, d, e] = Array.from({ length: 5 }, () => given.name('server'));
  const lines = [`${a},${b}`, `${b},${c}`, `${c},`, `${d},${e}`, `${e},${d}`].map((line) =>
    line.replace(',', ',10.0.0.1,'),
  );
  const { body } = await send(importServers, 'servers', `name,ip,parent\n${lines.join('\n')}`);
  expect(body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    ...['created', 'created', 'created'],
    ...['refused', 'refused'],
  ]);
  expect(await monitor.get(a ?? '')).toMatchObject({ parent: b });
});

test('an empty cell leaves what is there, and columns that Muster finds out are passed over', async () => {
  const name = given.name('server');
  await monitor.add(name, '10.0.0.1', { tags: ['a'] });
  const csv = `name,ip,tags,status,loss,probe.type\n${name},,,DOWN,1,\n`;
  expect(outcomes(await send(importServers, 'servers', csv))).toEqual([`${name} unchanged`]);
  expect(outcomes(await send(importServers, 'servers', `name,tags\n${name},[]\n`))).toEqual([`${name} updated`]);
  expect(await monitor.get(name)).toMatchObject({ ip: '10.0.0.1', status: 'UNKNOWN' });
});

test.each([
  ['', 'body.missing', ['']],
  ['\n\n', 'import.malformed', ['']],
  ['name,ip\n"a', 'import.malformed', ['']],
  ['ip,adress,__proto__,ip\n1,2,3,4', 'import.columns', ['adress', '__proto__', 'ip', 'name']],
])('a file that is %j is refused as a whole', async (csv, code, paths) => {
  const { status, body } = await send(importServers, 'servers', csv);
  expect({ status, code: body.code }).toEqual({ status: 400, code });
  expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
});

test('what is not CSV is 415; a body without a content type is read', async () => {
  const name = given.name('server');
  const body = `name,ip\n${name},10.0.0.1\n`;
  for (const type of ['application/json', 'text/plain', 'text/csv-schema', 'application/x-www-form-urlencoded']) {
    const answer = await call(importServers, 'POST /import/servers', {
      body,
      headers: { ...headers, 'content-type': type },
    });
    expect(answer).toMatchObject({ status: 415, body: { code: 'body.not-csv' } });
  }
  for (const type of ['', 'Text/CSV; charset=utf-8; header=present'])
    expect(
      (await call(importServers, 'POST /import/servers', { body, headers: { ...headers, 'content-type': type } }))
        .status,
    ).toBe(200);
});

test('more lines than one call does are 413, and nothing is done', async () => {
  const name = given.name('server');
  const lines = Array.from({ length: MOST_LINES + 1 }, (_, n) => `${name}-${n},10.0.0.1`);
  const { status, body } = await send(importServers, 'servers', `name,ip\n${lines.join('\n')}`);
  expect({ status, code: body.code }).toEqual({ status: 413, code: 'import.too-long' });
  await expect(monitor.get(`${name}-0`)).rejects.toMatchObject({ kind: 'not-found' });
});

test('a line is planned alike whatever the others are', async () => {
  const kinds = [
    [serverKind, 'name,ip\na,10.0.0.1'],
    [deviceKind, 'id,ip\na,10.0.0.1'],
    [poolKind, 'id,name\na1,b'],
  ] as const;
  for (const [kind, csv] of kinds) {
    const { items } = await importCsv(csv, kind as never, { dryRun: true });
    expect(items).toEqual([expect.objectContaining({ line: 2, outcome: 'created' })]);
  }
});
