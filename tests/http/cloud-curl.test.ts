import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually, request } from '#support/request';
import { testWith } from '#support/tools';

/** Runs a line as it is typed into a shell, against the running stack, and gives status and answer. */
const shell = async (line: string) => {
  const typed = line
    .replaceAll('http://host', process.env.MUSTER_TEST_URL ?? '')
    .replace('curl ', String.raw`curl -sS -w '\n%{http_code}' `);
  const { stdout } = await promisify(execFile)('sh', ['-c', typed]);
  const [body = '', status] = [stdout.slice(0, stdout.lastIndexOf('\n')), stdout.slice(stdout.lastIndexOf('\n') + 1)];
  // biome-ignore lint/suspicious/noExplicitAny: an answer has no type until a test has looked at it
  return { status: Number(status), body: JSON.parse(body) as any };
};

const [first, second] = [given.name('cluster'), given.name('cluster')];
const ids = { cluster: '', machine: '' };

beforeAll(async () => {
  ids.cluster = (await request('POST', '/api/v1/clusters', { body: { name: given.name(), region_code: 'D' } })).body.id;
});

const curls = testWith('curl');

for (const [constant, count] of [
  ['region', 4],
  ['machine_state', 7],
  ['machine_operation', 4],
])
  curls(`curl gets the site constants: ${constant}`, async () => {
    const { status, body } = await shell(`curl -X GET http://host/api/v1/site-constants?constant=${constant}`);
    expect([status, body.items.length]).toEqual([200, count]);
  });

curls('curl gets all clusters', async () => {
  const { status, body } = await shell('curl -X GET http://host/api/v1/clusters');
  expect(status).toBe(200);
  expect(body.items.map(({ id }: { id: string }) => id)).toContain(ids.cluster);
});

curls('curl creates a cluster, edits it, and runs a machine in it through its life', async () => {
  const json = '-H "Content-Type: application/json" --data';
  const cluster = await shell(
    `curl -X POST ${json} '{"name":"${first}","region_code":"A"}' http://host/api/v1/clusters`,
  );
  expect(cluster).toMatchObject({ status: 201, body: { name: first, region_code: 'A', machines: 0 } });

  const edited = await shell(
    `curl -X PATCH ${json} '{"name":"${second}","region_code":"B"}' http://host/api/v1/clusters/${cluster.body.id}`,
  );
  expect(edited).toEqual({ status: 200, body: { ...cluster.body, name: second, region_code: 'B' } });

  const machine = await shell(
    `curl -X POST ${json} '{"name":"machine1","cluster_name":"${second}","tags":["tag1"]}' http://host/api/v1/machines`,
  );
  expect(machine).toMatchObject({ status: 201, body: { name: 'machine1', tags: ['tag1'], state: 'PENDING' } });
  ids.machine = machine.body.id;

  const all = await shell('curl -X GET http://host/api/v1/machines');
  expect(all.status).toBe(200);
  expect(all.body.items.map(({ id }: { id: string }) => id)).toContain(ids.machine);

  const details = () => shell(`curl -X GET http://host/api/v1/machines/${ids.machine}`);
  await eventually(details, ({ body }) => body.state === 'RUNNING');

  const renamed = await shell(`curl -X PATCH ${json} '{"name":"maxhinex"}' http://host/api/v1/machines/${ids.machine}`);
  expect(renamed).toMatchObject({ status: 200, body: { name: 'maxhinex', state: 'RUNNING' } });

  const stopped = await shell(String.raw`curl -X POST  http://host/api/v1/machines/${ids.machine}\?action\=STOP`);
  expect(stopped).toMatchObject({ status: 202, body: { state: 'STOPPING', operations: [{ type: 'STOP' }] } });
  await eventually(details, ({ body }) => body.state === 'STOPPED');
});

test('a machine that is terminated goes with its cluster', async () => {
  const { body: cluster } = await request('POST', '/api/v1/clusters', {
    body: { name: given.name('cluster'), region_code: 'C' },
  });
  const { body: machine } = await request('POST', '/api/v1/machines', { body: { cluster_name: cluster.name } });
  const read = () => request('GET', `/api/v1/machines/${machine.id}`);
  await eventually(read, ({ body }) => body.state === 'RUNNING');
  const bulk = await request('POST', `/api/v1/machines?action=TERMINATE&cluster_name=${cluster.name}`);
  expect([bulk.status, bulk.body]).toEqual([202, { accepted: [machine.id], rejected: [] }]);
  expect(await request('DELETE', `/api/v1/clusters/${cluster.id}`)).toMatchObject({ status: 409 });
  await eventually(read, ({ body }) => body.state === 'TERMINATED');
  expect(await request('DELETE', `/api/v1/clusters/${cluster.id}`)).toMatchObject({ status: 204, body: '' });
  expect(await read()).toMatchObject({ status: 404 });
});
