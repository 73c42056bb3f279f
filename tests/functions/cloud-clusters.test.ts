import { expect, test } from '@jest/globals';
import { handler as change } from '#functions/cloud/change-cloud-cluster';
import { handler as create } from '#functions/cloud/create-cloud-cluster';
import { handler as remove } from '#functions/cloud/delete-cloud-cluster';
import { handler as get } from '#functions/cloud/get-cloud-cluster';
import { handler as list } from '#functions/cloud/list-cloud-clusters';
import { handler as constants } from '#functions/cloud/list-site-constants';
import { call } from '#support/call';
import { given } from '#support/given';

const ONE = '/api/v1/clusters/{id}';
const post = (body: unknown) => call(create, 'POST /api/v1/clusters', { body });
const aCluster = async () => (await post({ name: given.name('cluster'), region_code: 'A' })).body;
const patch = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  call(change, `PATCH ${ONE}`, { params: { id }, body, headers });
const NO_SUCH_ID = '01a1f9cd-1f9a-7159-b28d-6a01121c24e6';

test('the regions are told by code and name', async () => {
  const answer = await call(constants, 'GET /api/v1/site-constants', { query: { constant: 'region' } });
  expect([answer.status, answer.body]).toEqual([
    200,
    {
      items: [
        { code: 'A', value: 'Mumbai' },
        { code: 'B', value: 'Singapore' },
        { code: 'C', value: 'Frankfurt' },
        { code: 'D', value: 'Virginia' },
      ],
    },
  ]);
});

test('the machine operations are told as codes and the names to show, and nothing more', async () => {
  const answer = await call(constants, 'GET /api/v1/site-constants', { query: { constant: 'machine_operation' } });
  expect(answer.body).toEqual({
    items: [
      { code: 'START', value: 'Start' },
      { code: 'STOP', value: 'Stop' },
      { code: 'REBOOT', value: 'Reboot' },
      { code: 'TERMINATE', value: 'Terminate' },
    ],
  });
});

test.each([{}, { constant: '' }, { constant: 'colour' }] as Record<string, string>[])(
  'other constants (%j) are refused',
  async (query) => {
    expect(await call(constants, 'GET /api/v1/site-constants', { query })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'constant' }] },
    });
  },
);

test('a new cluster is answered whole, with where it is and its tag', async () => {
  const name = given.name('cluster');
  const made = await post({ name, region_code: 'C' });
  expect(made).toMatchObject({
    status: 201,
    headers: { Location: `/api/v1/clusters/${made.body.id}`, ETag: expect.stringMatching(/^".+"$/) },
  });
  expect(made.body).toEqual({
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    name,
    region_code: 'C',
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    machines: 0,
  });
  const found = await call(get, `GET ${ONE}`, { params: { id: made.body.id } });
  expect([found.status, found.body, found.headers.ETag]).toEqual([200, made.body, made.headers.ETag]);
});

test('a taken name is refused with 409', async () => {
  const { name } = await aCluster();
  expect(await post({ name, region_code: 'B' })).toMatchObject({
    status: 409,
    body: { code: 'cloud-cluster.exists', detail: `A cluster named ${name} already exists.` },
  });
});

test('every fault of a cluster is named at once', async () => {
  const answer = await post({ name: ' x', region_code: 'Z', colour: 'red' });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(['name', 'region_code', 'colour']);
});

test.each([[undefined], [{}], [{ colour: 'red' }], [{ region_code: 'E' }], [{ name: '' }], ['{'], [[]], [null]])(
  'a change to %j is refused with 400',
  async (body) => {
    const { id } = await aCluster();
    expect(await patch(id, body)).toMatchObject({ status: 400 });
  },
);

test.each([NO_SUCH_ID, NO_SUCH_ID.toUpperCase(), 'x', 'x'.repeat(3000), '5e40b783fcc0917ca1b57137'])(
  'nothing is under the id %s',
  async (id) => {
    const params = { id };
    const answers = [
      await call(get, `GET ${ONE}`, { params }),
      await patch(id, { region_code: 'B' }),
      await call(remove, `DELETE ${ONE}`, { params }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 404, body: { code: 'cloud-cluster.unknown' } });
  },
);

test('a change is answered whole, and 412 when the cluster is not what If-Match stands for', async () => {
  const before = await aCluster();
  const changed = await patch(before.id, { region_code: 'B' });
  expect([changed.status, changed.body]).toEqual([200, { ...before, region_code: 'B' }]);
  const ETag = String(changed.headers.ETag);
  expect(await patch(before.id, { region_code: 'C' }, { 'If-Match': '"other"' })).toMatchObject({
    status: 412,
    body: { code: 'etag.changed' },
  });
  expect(await patch(before.id, { region_code: 'C' }, { 'If-Match': `"other", ${ETag}` })).toMatchObject({
    status: 200,
  });
  expect(await patch(before.id, { region_code: 'D' }, { 'If-Match': ETag })).toMatchObject({ status: 412 });
  expect(await patch(before.id, { region_code: 'D' }, { 'If-Match': '*' })).toMatchObject({ status: 200 });
});

test('who has it already is answered 304', async () => {
  const { id } = await aCluster();
  const ask = (headers = {}) => call(get, `GET ${ONE}`, { params: { id }, headers });
  const ETag = String((await ask()).headers.ETag);
  const known = await ask({ 'If-None-Match': `W/${ETag}` });
  expect([known.status, known.body, known.headers.ETag]).toEqual([304, undefined, ETag]);
  expect(await ask({ 'If-None-Match': '"other"' })).toMatchObject({ status: 200 });
});

test('a cluster without machines is deleted, but not when If-Match does not hold', async () => {
  const { id } = await aCluster();
  const erase = (headers = {}) => call(remove, `DELETE ${ONE}`, { params: { id }, headers });
  expect(await erase({ 'If-Match': '"other"' })).toMatchObject({ status: 412 });
  const deleted = await erase();
  expect([deleted.status, deleted.body]).toEqual([204, undefined]);
  expect(await erase()).toMatchObject({ status: 404 });
});

test('a page that is not the last leads to the next', async () => {
  await aCluster();
  await aCluster();
  const ask = (query: Record<string, string>) => call(list, 'GET /api/v1/clusters', { query });
  const first = await ask({ limit: '1' });
  expect(first).toMatchObject({ status: 200, body: { items: [{}], next_cursor: expect.any(String) } });
  const cursor = first.body.next_cursor;
  expect(first.headers.Link).toBe(`</api/v1/clusters?limit=1&cursor=${cursor}>; rel="next"`);
  expect((await ask({ limit: '1', cursor })).body.items[0].id).not.toBe(first.body.items[0].id);
  expect(await ask({ cursor: 'x' })).toMatchObject({ status: 400, body: { errors: [{ path: 'cursor' }] } });
});
