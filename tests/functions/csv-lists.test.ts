import { expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import { listIn } from '#lib/http/csv-list';
import { readCsv } from '#lib/import/csv';
import * as monitor from '#lib/monitor/service';
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
