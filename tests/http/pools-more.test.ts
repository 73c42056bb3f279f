import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually, recounted, request } from '#support/request';

const make = async (body: object) => {
  const id = given.poolId();
  const made = await request('PUT', `/api/pools/${id}`, { body: { name: 'p', ...body } });
  expect(made).toMatchObject({ status: 201 });
  return { id, path: `/api/pools/${id}`, body: made.body };
};

test('a pool of any size is answered as it was sent, with its total', async () => {
  const big = await make({ resources: ['10.0.0.0/8', '2001:DB8::/64'] });
  expect(big.body).toEqual({ name: 'p', resources: ['10.0.0.0/8', '2001:db8::/64'], total: '18446744073726328828' });
  const { body } = await request('GET', `${big.path}?from=10.9.0.0&limit=2`);
  expect(body).toMatchObject({
    resources: [{ ip_address: '10.9.0.0' }, { ip_address: '10.9.0.1' }],
    next_cursor: expect.any(String),
  });
  const next = await request('GET', `${big.path}?limit=1&cursor=${body.next_cursor}`);
  expect(next.body.resources).toMatchObject([{ ip_address: '10.9.0.2' }]);
  const { id } = body.resources[0];
  expect(await request('PUT', `${big.path}/allocate`, { body: { id } })).toMatchObject({
    status: 200,
    body: { id, ip_address: '10.9.0.0', status: 'ALLOCATED' },
  });
  expect(await request('DELETE', big.path)).toMatchObject({ status: 409, body: { code: 'pool.in-use' } });
  const use = await eventually(
    () => request('GET', `${big.path}/use`),
    ({ body: seen }) => seen.allocated === 1,
  );
  expect(use.body).toEqual({
    total: '18446744073726328828',
    allocated: 1,
    released: '18446744073726328827',
    cooling: 0,
  });
  const recount = await recounted(() => request('POST', `${big.path}/use/recount`));
  expect(recount).toMatchObject({ status: 200, body: { drift: 0 } });
});

test("a network that cannot be that of the pool's addresses is refused, with each fault named", async () => {
  const network = { prefix_length: 99, gateway: '2001:db8::1', dns: ['2001:db8::53'] };
  const paths = (answer: { body: { errors: { path: string }[] } }) => answer.body.errors.map(({ path }) => path);
  const body = { name: 'p', resources: ['10.0.0.1'], network };
  const made = await request('PUT', `/api/pools/${given.poolId()}`, { body });
  expect({ status: made.status, paths: paths(made) }).toEqual({
    status: 400,
    paths: ['network.prefix_length', 'network.gateway'],
  });
  const { path } = await make({ resources: ['2001:db8::5'], network });
  const changed = await request('PATCH', path, { body: { network: { prefix_length: 64, gateway: '10.0.0.1' } } });
  expect({ status: changed.status, paths: paths(changed) }).toEqual({ status: 400, paths: ['network.gateway'] });
  // Of both families, or of none yet: each may be right.
  await make({ resources: ['10.0.0.1', '2001:db8::5'], network });
  await make({ resources: [], network });
});

test('what a pool is can be changed, as long as nobody else has', async () => {
  const network = { prefix_length: 24, gateway: '10.0.0.254', dns: ['10.0.0.53'], vlan: 42 };
  const { id, path } = await make({ resources: ['10.0.0.1'], network, description: 'the first' });
  const read = await request('GET', `${path}?view=full`);
  expect(read.body).toMatchObject({ id, name: 'p', network, description: 'the first', resources: [{}] });
  const tag = read.headers.get('etag') ?? '';
  const changed = await request('PATCH', path, {
    body: { name: 'q', cool_down_seconds: 60, description: null },
    headers: { 'if-match': tag },
  });
  expect(changed).toMatchObject({ status: 200, body: { id, name: 'q', network, cool_down_seconds: 60 } });
  expect(changed.body.description).toBeUndefined();
  expect((await request('GET', path)).headers.get('etag')).toBe(changed.headers.get('etag'));
  expect(await request('PATCH', path, { body: { name: 'r' }, headers: { 'if-match': tag } })).toMatchObject({
    status: 412,
  });
  expect(await request('PATCH', path, { body: {} })).toMatchObject({ status: 400 });
  expect(await request('PATCH', path, { body: { network: { vlan: 5000 } } })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'network.vlan' }] },
  });
  expect(await request('PATCH', `/api/pools/${given.poolId()}`, { body: { name: 'x' } })).toMatchObject({
    status: 404,
  });
});

test('pools of one space have no address in common', async () => {
  const space = given.poolId();
  const { id } = await make({ resources: ['10.0.0.0/16'], space });
  const refused = await request('PUT', `/api/pools/${given.poolId()}`, {
    body: { name: 'p', resources: ['10.0.4.0/24'], space },
  });
  expect(refused).toMatchObject({ status: 409, body: { code: 'space.overlap', pool: id } });
  expect(refused.body.detail).toContain(id);
});

test('a block is given and released as one', async () => {
  const { path } = await make({ resources: ['10.0.0.0/24'] });
  const { status, body } = await request('PUT', `${path}/allocate`, { body: { prefix_length: 28 } });
  expect({ status, body }).toEqual({
    status: 200,
    body: { id: expect.any(String), ip_address: '10.0.0.224', prefix_length: 28, status: 'ALLOCATED' },
  });
  expect(await request('GET', `${path}/resource/${body.id}`)).toMatchObject({ status: 200, body });
  const release = () => request('PUT', `${path}/release`, { body: { id: body.id } });
  expect(await release()).toMatchObject({ status: 200, body: { ...body, status: 'RELEASED' } });
  expect(await release()).toMatchObject({ status: 200 });
  expect(await request('PUT', `${path}/allocate`, { body: { prefix_length: 28, count: 2 } })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'prefix_length' }] },
  });
  expect(await request('PUT', `${path}/allocate`, { body: { prefix_length: 8 } })).toMatchObject({
    status: 409,
    body: { code: 'pool.exhausted' },
  });
});

test('a release that comes late frees nobody else', async () => {
  const { path } = await make({ resources: ['10.0.0.1'] });
  const lease = await request('PUT', `${path}/allocate`, { body: { owner: 'al', ttl_seconds: 600 } });
  expect(lease.body).toMatchObject({ owner: 'al', allocation: expect.any(String) });
  const { id, allocation } = lease.body;
  const release = (body: object) => request('PUT', `${path}/release`, { body: { id, ...body } });
  expect(await release({ owner: 'bo' })).toMatchObject({ status: 409, body: { code: 'resource.held-by-another' } });
  expect(await release({ allocation: 'another' })).toMatchObject({ status: 409, body: { code: 'allocation.ended' } });
  expect(await release({ allocation })).toMatchObject({ status: 200, body: { status: 'RELEASED' } });
  await request('PUT', `${path}/allocate`, { body: { owner: 'cy' } });
  expect(await release({ allocation })).toMatchObject({ status: 409 });
  expect(await release({ owner: 'cy' })).toMatchObject({ status: 200 });
});

test('what an owner holds is found in all pools, and pools are listed with their use', async () => {
  const owner = given.name('owner');
  const one = await make({ resources: ['10.31.0.0/16'] });
  const other = await make({ resources: ['10.31.7.7'] });
  for (const { path } of [one, other]) await request('PUT', `${path}/allocate`, { body: { owner } });
  const { body } = await request('GET', `/api/resources?owner=${encodeURIComponent(owner)}`);
  expect(body.items.map(({ pool }: { pool: string }) => pool).sort()).toEqual([one.id, other.id].sort());
  expect(await request('GET', '/api/resources?ip=10.31.7.7')).toMatchObject({ status: 200 });
  expect(await request('GET', '/api/resources')).toMatchObject({ status: 400, body: { errors: [{ path: 'ip' }] } });
  const head = await eventually(
    async () => {
      const { body: list } = await request('GET', '/api/pools?fields=head&limit=1000');
      return list.items.find(({ id }: { id: string }) => id === one.id);
    },
    ({ use }) => use.allocated === 1,
  );
  expect(head).toEqual({ id: one.id, name: 'p', use: { total: 65534, allocated: 1, released: 65533, cooling: 0 } });
});

test('blocks and ranges are added and removed', async () => {
  const { path } = await make({ resources: ['10.0.0.0/24'] });
  const add = (ip_address: string) => request('POST', `${path}/resource/add`, { body: { ip_address } });
  expect(await add('10.0.1.0/30')).toMatchObject({
    status: 200,
    body: { resources: ['10.0.1.1', '10.0.1.2'], total: 2 },
  });
  expect(await add('10.64.0.0/10')).toMatchObject({
    status: 200,
    body: { resources: ['10.64.0.0/10'], total: 4194302 },
  });
  expect(await add('10.0.1.2')).toMatchObject({ status: 409, body: { code: 'resource.exists' } });
  expect(await add('10.0.1.2/24')).toMatchObject({ status: 400, body: { errors: [{ path: 'ip_address' }] } });
  expect(await request('DELETE', `${path}/resource/remove/10.64.0.1-10.127.255.254`)).toMatchObject({ status: 204 });
  expect((await request('GET', `${path}/use`)).body).toMatchObject({ total: 256 });
});

test('GraphQL has it all', async () => {
  const pool = given.poolId();
  const ask = async (query: string) => (await request('POST', '/graphql', { body: { query } })).body;
  const made = await ask(`mutation {
    createPool(id: "${pool}", name: "p", resources: ["10.0.0.0/8"], network: { prefixLength: 8, vlan: 7 }) {
      id network { prefixLength vlan dns } use { total }
    }
    editPool(pool: "${pool}", description: "d") { description }
    allocateBlock(pool: "${pool}", prefixLength: 24) { id ipAddress prefixLength status }
  }`);
  expect(made).toEqual({
    data: {
      createPool: { id: pool, network: { prefixLength: 8, vlan: 7, dns: [] }, use: { total: 16777214 } },
      editPool: { description: 'd' },
      allocateBlock: expect.objectContaining({ ipAddress: '10.255.254.0', prefixLength: 24, status: 'ALLOCATED' }),
    },
  });
  const page = await ask(`{ pool(id: "${pool}") { resources(first: 1, from: "10.7.0.0") { nodes { ipAddress } } } }`);
  expect(page.data.pool.resources.nodes).toEqual([{ ipAddress: '10.7.0.0' }]);
});

test('whoever has read a pool is told of its addresses again, though its ETag is the same', async () => {
  const { path } = await make({ resources: ['10.0.0.1'] });
  const etag = (await request('GET', path)).headers.get('etag') ?? '';
  await request('PUT', `${path}/allocate`);
  const read = await request('GET', path, { headers: { 'if-none-match': etag } });
  expect(read).toMatchObject({ status: 200, body: { resources: [{ status: 'ALLOCATED' }] } });
  expect(read.headers.get('etag')).toBe(etag);
});

test('the use of each part of a pool is told, as deep as one asks', async () => {
  const { path } = await make({ resources: ['10.0.0.0/8'] });
  const { body: at } = await request('GET', `${path}?from=10.7.3.9&limit=1`);
  await request('PUT', `${path}/allocate`, { body: { id: at.resources[0].id } });
  await request('PUT', `${path}/allocate`, { body: { prefix_length: 28 } });
  const whole = await request('GET', `${path}/use?within=all`);
  expect(whole.body.prefixes).toEqual(['10.0.0.0/8']);
  expect(whole.body.blocks).toHaveLength(256);
  const taken = (blocks: { allocated: number }[]) => blocks.filter(({ allocated }) => allocated > 0);
  expect(taken(whole.body.blocks)).toEqual([
    { prefix: '10.7.0.0/16', total: 65536, allocated: 1, cooling: 0 },
    { prefix: '10.255.0.0/16', total: 65535, allocated: 16, cooling: 0 },
  ]);
  const deep = await request('GET', `${path}/use?within=10.7.3.0/24`);
  expect(taken(deep.body.blocks)).toEqual([{ prefix: '10.7.3.9/32', total: 1, allocated: 1, cooling: 0 }]);
  expect(await request('GET', `${path}/use?within=x`)).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'within', message: 'must be all, or a block such as 10.0.0.0/8' }] },
  });
});
