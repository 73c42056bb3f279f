import { expect, test } from '@jest/globals';
import { handler as create } from '#functions/compute/create-compute-cluster';
import { handler as remove } from '#functions/compute/delete-compute-cluster';
import { handler as get } from '#functions/compute/get-compute-cluster';
import { handler as quota } from '#functions/compute/get-compute-quota';
import { handler as list } from '#functions/compute/list-compute-clusters';
import { call } from '#support/call';
import { givenLogin } from '#support/users';

type Login = Awaited<ReturnType<typeof givenLogin>>;

const make = ({ headers }: Login, body: unknown) => call(create, 'POST /clusters/', { headers, body });
const look = ({ headers }: Login, id: string) => call(get, 'GET /clusters/{id}', { headers, params: { id } });
const drop = ({ headers }: Login, id: string) => call(remove, 'DELETE /clusters/{id}', { headers, params: { id } });
const all = ({ headers }: Login, query = {}) => call(list, 'GET /clusters/', { headers, query });

test('a cluster is answered as it was made, and found by its id and in the list', async () => {
  const login = await givenLogin();
  expect(await all(login)).toMatchObject({ status: 200, body: [] });
  const made = await make(login, { creator: login.user.id, cpus: 10, memory: 10 });
  expect(made.status).toBe(201);
  expect(JSON.stringify(made.body)).toBe(`{"id":"${made.body.id}","cpus":10,"creator":${login.user.id},"memory":10}`);
  expect(made.headers.Location).toBe(`/clusters/${made.body.id}`);
  expect(await look(login, made.body.id)).toMatchObject({ status: 200, body: made.body });
  expect((await all(login)).body).toEqual([made.body]);
});

test.each([[{ cpus: 1, memory: 0.1 }], [{ cpus: 16, memory: 128 }], [{ cpus: 1, memory: 5e-324 }]])(
  '%j is good, and the creator is the caller',
  async (body) => {
    const login = await givenLogin();
    const made = await make(login, body);
    expect(made).toMatchObject({ status: 201, body: { ...body, creator: login.user.id } });
    expect((await look(login, made.body.id)).body).toEqual(made.body);
  },
);

test.each([
  [{}, ['cpus', 'memory']],
  [{ cpus: 0, memory: 0 }, ['cpus', 'memory']],
  [{ cpus: 17, memory: 128.1 }, ['cpus', 'memory']],
  [{ cpus: 1.5, memory: -1 }, ['cpus', 'memory']],
  [{ cpus: '1', memory: '1' }, ['cpus', 'memory']],
  [{ cpus: null, memory: null }, ['cpus', 'memory']],
  [{ creator: 0, cpus: 17, memory: 0 }, ['cpus', 'memory', 'creator']],
  [{ creator: 'me', cpus: 1, memory: 1 }, ['creator']],
  [{ creator: 0, cpus: 1, memory: 1 }, ['creator']],
  [{ cpus: 1, memory: 1, disks: 3 }, ['disks']],
])('%j is 400, with %j at fault', async (body, faults) => {
  const login = await givenLogin();
  const refused = await make(login, body);
  expect(refused.status).toBe(400);
  expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual(faults);
  expect((await all(login)).body).toEqual([]);
});

test('to anybody else it is not there: 404 as for an id that never was', async () => {
  const [owner, other] = [await givenLogin(), await givenLogin()];
  const { id } = (await make(owner, { cpus: 1, memory: 1 })).body;
  for (const refused of [await look(other, id), await drop(other, id), await look(owner, '1'), await drop(owner, '1')])
    expect(refused).toMatchObject({ status: 404, body: { code: 'compute-cluster.unknown' } });
  expect((await all(other)).body).toEqual([]);
  expect((await look(owner, id)).status).toBe(200);
});

test('a deleted cluster is gone, and deleting it again is 404', async () => {
  const login = await givenLogin();
  const { id } = (await make(login, { cpus: 1, memory: 1 })).body;
  const gone = await drop(login, id);
  expect([gone.status, gone.body]).toEqual([204, undefined]);
  expect((await drop(login, id)).status).toBe(404);
  expect((await look(login, id)).status).toBe(404);
  expect((await all(login)).body).toEqual([]);
});

test('a list has its pages in the Link header alone, oldest first', async () => {
  const login = await givenLogin();
  const made: unknown[] = [];
  for (const cpus of [1, 2, 3, 4, 5]) made.push((await make(login, { cpus, memory: 1 })).body);
  const seen: unknown[] = [];
  let query: Record<string, string> = { limit: '2' };
  for (let page = 0; page < 3; page += 1) {
    const { body, headers } = await all(login, query);
    seen.push(...body);
    const next = /^<\/clusters\/\?(.*)>; rel="next"$/.exec(headers.Link ?? '')?.[1];
    expect(next === undefined).toBe(page === 2);
    query = Object.fromEntries(new URLSearchParams(next));
  }
  expect(seen).toEqual(made);
});

test("another's cursor opens nothing", async () => {
  const [one, other] = [await givenLogin(), await givenLogin()];
  for (const cpus of [1, 2]) await make(one, { cpus, memory: 1 });
  const next = /cursor=([^>]*)>/.exec((await all(one, { limit: '1' })).headers.Link ?? '')?.[1] ?? '';
  expect(await all(other, { cursor: decodeURIComponent(next) })).toMatchObject({
    status: 400,
    body: { code: 'cursor.invalid' },
  });
});

test('the quota tells what all of them take up, and the most that they may', async () => {
  const login = await givenLogin();
  const ask = () => call(quota, 'GET /clusters/quota', { headers: login.headers });
  const limits = {
    clusters: { used: 0, limit: 100 },
    cpus: { used: 0, limit: 1600 },
    memory: { used: 0, limit: 12_800 },
  };
  expect(await ask()).toMatchObject({ status: 200, body: limits });
  await make(login, { cpus: 4, memory: 0.5 });
  const { body } = await make(login, { cpus: 8, memory: 16 });
  expect((await ask()).body).toEqual({
    clusters: { used: 2, limit: 100 },
    cpus: { used: 12, limit: 1600 },
    memory: { used: 16.5, limit: 12_800 },
  });
  await drop(login, body.id);
  expect((await ask()).body.cpus.used).toBe(4);
});
