import { expect, test } from '@jest/globals';
import { handler as change } from '#functions/cloud/change-machine';
import { handler as createCluster } from '#functions/cloud/create-cloud-cluster';
import { handler as create } from '#functions/cloud/create-machine';
import { handler as remove } from '#functions/cloud/delete-machine';
import { handler as get } from '#functions/cloud/get-machine';
import { handler as list } from '#functions/cloud/list-machines';
import { handler as operate } from '#functions/cloud/operate-machine';
import { call } from '#support/call';
import { given } from '#support/given';

const ALL = '/api/v1/machines';
const ONE = '/api/v1/machines/{id}';
const NO_SUCH_ID = '01a1f9cd-1f9a-7159-b28d-6a01121c24e6';

const aCluster = async () =>
  (await call(createCluster, 'POST /api/v1/clusters', { body: { name: given.name('cluster'), region_code: 'B' } }))
    .body;
const post = (body: unknown, query: Record<string, string> = {}) => call(create, `POST ${ALL}`, { body, query });
const act = (id: string, query: Record<string, string>) => call(operate, `POST ${ONE}`, { params: { id }, query });
const paths = ({ body }: { body: { errors: { path: string }[] } }): string[] => body.errors.map(({ path }) => path);

test('a new machine is answered whole', async () => {
  const cluster = await aCluster();
  const made = await post({ name: 'machine1', cluster_name: cluster.name, tags: ['tag1', 'tag2', 'tag1'] });
  expect(made).toMatchObject({ status: 201, headers: { Location: `/api/v1/machines/${made.body.id}` } });
  expect(made.body).toEqual({
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    name: 'machine1',
    cluster_id: cluster.id,
    cluster_name: cluster.name,
    region_code: 'B',
    tags: ['tag1', 'tag2'],
    state: 'PENDING',
    ipv4: expect.stringMatching(/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+$/),
    ipv6: expect.stringMatching(/^fd[\da-f]{2}:/),
    operations: [],
    created_at: expect.stringMatching(/Z$/),
    updated_at: made.body.created_at,
  });
  const found = await call(get, `GET ${ONE}`, { params: { id: made.body.id } });
  expect([found.status, found.body, found.headers.ETag]).toEqual([200, made.body, made.headers.ETag]);
});

test('without a name a machine gets a made-up one, and without tags none', async () => {
  const { name: cluster_name } = await aCluster();
  const made = await post({ cluster_name });
  expect(made).toMatchObject({ status: 201, body: { name: expect.stringMatching(/^\w+-\w+-\d+$/), tags: [] } });
});

test('a taken name is 409; a cluster that is not there is 400', async () => {
  const { name: cluster_name } = await aCluster();
  await post({ name: 'a', cluster_name });
  expect(await post({ name: 'a', cluster_name })).toMatchObject({ status: 409, body: { code: 'machine.exists' } });
  const lost = await post({ name: 'a', cluster_name: given.name() });
  expect([lost.status, paths(lost)]).toEqual([400, ['cluster_name']]);
});

test.each([
  [undefined, ['']],
  ['{', ['']],
  [{}, ['cluster_name']],
  [{ name: '', cluster_name: 5, tags: 'x', colour: 1 }, ['name', 'cluster_name', 'tags', 'colour']],
  [{ cluster_name: 'c', tags: ['', 'x'.repeat(129), 7] }, ['tags.0', 'tags.1', 'tags.2']],
  [{ cluster_name: 'c', tags: Array.from({ length: 51 }, (_, n) => `${n}`) }, ['tags']],
])('a machine said as %j is refused with 400', async (body, faults) => {
  const answer = await post(body);
  expect([answer.status, paths(answer)]).toEqual([400, faults]);
});

test.each([
  [{}, ['action']],
  [{ action: '' }, ['action']],
  [{ action: 'stop' }, ['action']],
  [{ action: 'EXPLODE', x: '1' }, ['action', 'x']],
])('an operation %j is refused with 400', async (query, faults) => {
  const answer = await act(NO_SUCH_ID, query as Record<string, string>);
  expect([answer.status, paths(answer)]).toEqual([400, faults]);
});

test.each([
  [{ action: 'STOP' }, ['tag']],
  [{ action: 'STOP', tag: '', cluster_name: '' }, ['cluster_name', 'tag']],
  [{ action: 'TERMINATE', tag: '', cluster_name: 'web' }, ['tag']],
  [{ action: 'EXPLODE', tag: 'a' }, ['action']],
  [{ action: 'STOP', tag: 'a', dry_run: 'maybe' }, ['dry_run']],
  [{ action: 'STOP', cluster_name: 'nobody has this' }, ['cluster_name']],
])('an operation on many, %j, is refused with 400', async (query, faults) => {
  const answer = await post(undefined, query as Record<string, string>);
  expect([answer.status, paths(answer)]).toEqual([400, faults]);
});

test('machines are chosen for an action alone', async () => {
  const answer = await post({ cluster_name: 'c' }, { tag: 'a', dry_run: 'true' });
  expect([answer.status, paths(answer)]).toEqual([400, ['action']]);
});

test('an operation that the state does not allow is 409 and says what is allowed', async () => {
  const { name: cluster_name } = await aCluster();
  const { id } = (await post({ cluster_name })).body;
  const refused = await act(id, { action: 'STOP' });
  expect([refused.status, refused.body]).toEqual([
    409,
    {
      type: 'urn:muster:problem:machine.state',
      title: 'Conflict',
      status: 409,
      detail: 'Cannot STOP a PENDING machine. No operation is allowed until it is RUNNING.',
      code: 'machine.state',
      allowed: [],
    },
  ]);
  expect(await call(remove, `DELETE ${ONE}`, { params: { id } })).toMatchObject({
    status: 409,
    body: { code: 'machine.state' },
  });
});

test('an operation on many is answered for each, and has no body', async () => {
  const { name: cluster_name } = await aCluster();
  const { id } = (await post({ cluster_name, tags: ['t'] })).body;
  for (const query of [
    { action: 'STOP', cluster_name },
    { action: 'STOP', cluster_name, tag: 't', dry_run: 'true' },
  ]) {
    const answer = await post(undefined, query);
    expect([answer.status, answer.body]).toEqual([
      202,
      {
        accepted: [],
        rejected: [{ id, detail: 'Cannot STOP a PENDING machine. No operation is allowed until it is RUNNING.' }],
      },
    ]);
    for (const body of ['whatever', { name: 'x' }, null])
      expect(await post(body, query)).toMatchObject({ status: 400 });
  }
});

test('name and tags are changed, and nothing else', async () => {
  const { name: cluster_name } = await aCluster();
  const { body: before } = await post({ cluster_name, tags: ['a'] });
  const patch = (body: unknown, headers = {}) =>
    call(change, `PATCH ${ONE}`, { params: { id: before.id }, body, headers });
  const changed = await patch({ name: 'maxhinex', tags: ['b', 'c'] });
  const { updated_at } = changed.body;
  expect([changed.status, changed.body]).toEqual([200, { ...before, name: 'maxhinex', tags: ['b', 'c'], updated_at }]);
  for (const body of [{}, { state: 'RUNNING' }, { name: null }, { tags: 'x' }, undefined])
    expect(await patch(body)).toMatchObject({ status: 400 });
  expect(await patch({ name: 'y' }, { 'If-Match': '"other"' })).toMatchObject({ status: 412 });
  await post({ name: 'taken', cluster_name });
  expect(await patch({ name: 'taken' })).toMatchObject({ status: 409, body: { code: 'machine.exists' } });
});

test.each([NO_SUCH_ID, 'x', 'x'.repeat(3000), '5e40b933fcc0917ca1b57138'])('nothing is under the id %s', async (id) => {
  const params = { id };
  const answers = [
    await call(get, `GET ${ONE}`, { params }),
    await call(change, `PATCH ${ONE}`, { params, body: { name: 'a' } }),
    await call(remove, `DELETE ${ONE}`, { params }),
    await act(id, { action: 'STOP' }),
    await act(id, { action: 'TERMINATE' }),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: 'machine.unknown' } });
});

test('lists are filtered; filters that are empty do not matter; bad ones are named', async () => {
  const { name: cluster_name } = await aCluster();
  const tag = given.name('tag');
  const { body: machine } = await post({ cluster_name, tags: [tag] });
  const ask = (query: Record<string, string>) => call(list, `GET ${ALL}`, { query });
  for (const query of [{ tag }, { cluster_name }, { cluster_name, tag, state: '' }, { tag, cluster_name: '' }])
    expect(await ask(query)).toMatchObject({ status: 200, body: { items: [{ id: machine.id }] } });
  for (const query of [{ cluster_name, state: 'TERMINATED' }, { cluster_name: given.name() }, { tag: given.name() }])
    expect((await ask(query)).body).toEqual({ items: [] });
  const bad = await ask({ state: 'HAPPY', limit: '0', tag: 'x'.repeat(129), colour: 'red' });
  expect([bad.status, paths(bad)]).toEqual([400, ['tag', 'state', 'limit', 'colour']]);
});
