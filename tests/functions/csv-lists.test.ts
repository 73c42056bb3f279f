import { expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import { listIn } from '#lib/http/csv-list';
import { readCsv } from '#lib/import/csv';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import { handlerOf } from '#support/authentication';
import { call } from '#support/call';
import { given } from '#support/given';
import { givenLogin } from '#support/users';

const lists = endpoints.filter((endpoint) => listIn(endpoint) !== undefined);

test('the lists of every area can be had as CSV', () => {
  const names = lists.map(({ name }) => name);
  for (const name of ['listServers', 'listDevices', 'listHosts', 'listPools', 'listMachines', 'listComputeClusters'])
    expect(names).toContain(name);
  for (const name of ['listEvents', 'listWebhooks', 'listTokens', 'searchAll']) expect(names).toContain(name);
});

test.each(lists.map((endpoint) => [endpoint.route, endpoint] as const))('%s has a header line', async (_, endpoint) => {
  const { headers } = await givenLogin();
  const query: Record<string, string> = {};
  if (endpoint.name === 'listExecs') query.status = 'PENDING';
  if (endpoint.name === 'listSiteConstants') query.constant = 'region';
  if (endpoint.name === 'searchAll') query.q = 'x';
  if (endpoint.name === 'findResources') query.ip = '10.0.0.1';
  const params = Object.fromEntries(
    [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, 'nobodys']),
  );
  const answer = await call(await handlerOf(endpoint), endpoint.route, {
    ...{ query, params },
    headers: { ...headers, accept: 'text/csv' },
  });
  if (answer.status === 404) return;
  expect(answer).toMatchObject({
    status: 200,
    headers: { Vary: expect.stringMatching(/^Accept(, Accept-Encoding)?$/) },
  });
  expect(answer.headers['Content-Type']).toMatch(/^text\/csv; charset=utf-8/);
  expect(readCsv(answer.body)[0]?.cells.length).toBeGreaterThan(0);
});

test('a server whose name is a formula is harmless in a spreadsheet; JSON is as it was', async () => {
  const name = `=cmd|' /C calc'!A0 ${given.name()}`;
  await monitor.add(name, '10.0.0.1');
  const endpoint = lists.find((each) => each.name === 'listServers');
  if (!endpoint) throw new Error('There is no list of servers');
  const handler = await handlerOf(endpoint);
  const csv = await call(handler, endpoint.route, { headers: { accept: 'text/csv' } });
  expect(csv.body).toContain(`,"'=cmd|`);
  const [header, ...lines] = readCsv(csv.body);
  expect(lines.map(({ cells }) => cells[header?.cells.indexOf('name') ?? -1])).toContain(name);
  const json = await call(handler, endpoint.route, { headers: { accept: 'application/json' } });
  expect(json.body.items.map((each: { name: string }) => each.name)).toContain(name);
});

const csvOf = async (name: string, query: Record<string, string> = {}) => {
  const endpoint = lists.find((each) => each.name === name);
  if (!endpoint) throw new Error(`There is no list ${name}`);
  const { headers } = await givenLogin();
  const answer = await call(await handlerOf(endpoint), endpoint.route, {
    ...{ query, headers: { ...headers, accept: 'text/csv' } },
  });
  expect(answer.status).toBe(200);
  return readCsv(answer.body).map(({ cells }) => cells);
};

test('every page of a list has the same columns, whatever its entries have', async () => {
  const [plain, probed] = [given.name('a'), given.name('b')];
  await monitor.add(plain, '10.0.0.1');
  await monitor.add(probed, '10.0.0.2', { probe: { type: 'http', status: [200] } });
  const [first = []] = await csvOf('listServers', { q: plain });
  const [header = [], line = []] = await csvOf('listServers', { q: probed });
  expect(header).toEqual(first);
  expect(header.filter((name) => name.startsWith('probe'))).toEqual([
    ...['probe.type', 'probe.port', 'probe.url', 'probe.status', 'probe.contains', 'probe.insecure'],
  ]);
  expect([line[header.indexOf('probe.type')], line[header.indexOf('probe.status')]]).toEqual(['http', '[200]']);
  const [pool, big] = [given.poolId(), given.poolId()];
  await pools.create(pool, { name: 'a', addresses: ['10.1.0.0/30'], network: { vlan: 7 } });
  await pools.create(big, { name: 'b', addresses: ['10.2.0.0/16'] });
  const [columns = []] = await csvOf('listPools', { limit: '1' });
  expect(columns.slice(0, 3)).toEqual(['id', 'name', 'resources']);
  for (const query of [{ limit: '1', view: 'full' }, { fields: 'head' }, {}] as Record<string, string>[])
    expect((await csvOf('listPools', query))[0]).toEqual(columns);
});

test('an event has a column for each kind of actor, and its data in one', async () => {
  expect((await csvOf('listEvents'))[0]).toEqual([
    ...['id', 'type', 'at', 'actor.user', 'actor.device', 'actor.rule', 'actor.system', 'subject', 'text', 'data'],
  ]);
});
