import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually, recounted, request } from '#support/request';

const UNKNOWN = '42c80e0e-8037-42e3-8385-df072b725595';

const pool = async (...resources: string[]) => {
  const id = given.poolId();
  const made = await request('PUT', `/api/pools/${id}`, { body: { name: 'test_pool', resources } });
  expect(made).toMatchObject({ status: 201 });
  return { id, path: `/api/pools/${id}` };
};

const resourcesOf = async (path: string): Promise<{ id: string; ip_address: string; status: string }[]> =>
  (await request('GET', path)).body.resources;

test('a pool is created, read, and deleted', async () => {
  const id = given.poolId();
  const path = `/api/pools/${id}`;
  const body = { name: 'test_pool', resources: ['1.1.1.1', '3.3.3.3', '2.2.2.2'] };
  const made = await request('PUT', path, { body });
  expect({ status: made.status, body: made.body, location: made.headers.get('location') }).toEqual({
    status: 201,
    body,
    location: path,
  });
  expect(await request('PUT', path, { body: { name: 'other' } })).toMatchObject({
    status: 409,
    body: { code: 'pool.exists' },
  });
  const read = await request('GET', path);
  const released = (ip_address: string) => ({
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    ip_address,
    status: 'RELEASED',
  });
  expect(read.body).toEqual({ id, name: 'test_pool', resources: ['1.1.1.1', '2.2.2.2', '3.3.3.3'].map(released) });
  expect(await request('DELETE', path)).toMatchObject({ status: 204, body: '' });
  expect(await request('DELETE', path)).toMatchObject({ status: 404 });
  expect(await request('GET', path)).toMatchObject({ status: 404, body: { code: 'pool.unknown' } });
});

test('a resource is allocated, released, read, added and removed, each with every status', async () => {
  const { path } = await pool('10.0.0.1', '10.0.0.2');
  const [first] = await resourcesOf(path);
  const named = { body: { id: first?.id } };
  expect(await request('PUT', `${path}/allocate`, named)).toMatchObject({
    status: 200,
    body: { ...first, status: 'ALLOCATED' },
  });
  expect(await request('PUT', `${path}/allocate`, named)).toMatchObject({
    status: 409,
    body: { code: 'resource.allocated' },
  });
  expect(await request('PUT', `${path}/allocate`, { body: { id: UNKNOWN } })).toMatchObject({ status: 404 });
  expect(await request('PUT', `${path}/allocate`)).toMatchObject({ status: 200, body: { ip_address: '10.0.0.2' } });
  expect(await request('PUT', `${path}/allocate`, { body: {} })).toMatchObject({
    status: 409,
    body: { code: 'pool.exhausted' },
  });
  expect(await request('DELETE', path)).toMatchObject({ status: 409, body: { code: 'pool.in-use' } });
  const removal = `${path}/resource/remove/${first?.id}`;
  expect(await request('DELETE', removal)).toMatchObject({ status: 409 });
  for (let time = 0; time < 2; time += 1)
    expect(await request('PUT', `${path}/release`, named)).toMatchObject({ status: 200, body: first });
  expect(await request('PUT', `${path}/release`, { body: { id: UNKNOWN } })).toMatchObject({ status: 404 });
  const read = await request('GET', `${path}/resource/${first?.id}`);
  expect(read.body).toEqual({ ...first, pool_name: 'test_pool' });
  expect(await request('GET', `${path}/resource/${UNKNOWN}`)).toMatchObject({ status: 404 });
  expect(await request('DELETE', removal)).toMatchObject({ status: 204 });
  expect(await request('DELETE', removal)).toMatchObject({ status: 404 });
  const adding = { body: { ip_address: '2001:DB8::7' } };
  const added = await request('POST', `${path}/resource/add`, adding);
  expect(added).toMatchObject({ status: 200, body: { ip_address: '2001:db8::7', status: 'RELEASED' } });
  expect(await request('POST', `${path}/resource/add`, adding)).toMatchObject({
    status: 409,
    body: { code: 'resource.exists' },
  });
});

test('whatever is asked of a pool that is not there is 404', async () => {
  const path = `/api/pools/${given.poolId()}`;
  const calls: [string, string, object?][] = [
    ['GET', path],
    ['DELETE', path],
    ['PUT', `${path}/allocate`, {}],
    ['PUT', `${path}/allocate`, { id: UNKNOWN }],
    ['PUT', `${path}/allocate`, { count: 3 }],
    ['PUT', `${path}/allocate`, { owner: 'al' }],
    ['PUT', `${path}/release`, { id: UNKNOWN }],
    ['POST', `${path}/resource/add`, { ip_address: '1.1.1.1' }],
    ['DELETE', `${path}/resource/remove/${UNKNOWN}`],
    ['GET', `${path}/resource/${UNKNOWN}`],
    ['GET', `${path}/use`],
    ['POST', `${path}/use/recount`],
  ];
  for (const [method, at, body] of calls)
    expect([method, at, (await request(method, at, { ...(body && { body }) })).status]).toEqual([method, at, 404]);
});

test('every fault of a new pool is named at once', async () => {
  const answer = await request('PUT', `/api/pools/${given.poolId()}`, {
    body: { resources: ['1.1.1.1', 'x', '1.1.1.0/30'], more: 1 },
  });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
    'more',
    'name',
    'resources.1',
    'resources.2',
  ]);
});

test('several are allocated at once, all or none', async () => {
  const { path } = await pool('10.0.0.0/29');
  const got = await request('PUT', `${path}/allocate`, { body: { count: 4 } });
  expect(new Set(got.body.items.map(({ ip_address }: { ip_address: string }) => ip_address)).size).toBe(4);
  expect(await request('PUT', `${path}/allocate`, { body: { count: 3 } })).toMatchObject({
    status: 409,
    body: { code: 'pool.exhausted' },
  });
  expect((await resourcesOf(path)).filter(({ status }) => status === 'ALLOCATED')).toHaveLength(4);
  expect(await request('PUT', `${path}/allocate`, { body: { count: 101, owner: 'al' } })).toMatchObject({
    status: 400,
  });
});

test('an owner keeps their address, and it waits for them while it cools down', async () => {
  const id = given.poolId();
  const path = `/api/pools/${id}`;
  await request('PUT', path, { body: { name: 'p', resources: ['10.0.0.1'], cool_down_seconds: 3600 } });
  const got = await request('PUT', `${path}/allocate`, { body: { owner: 'al' } });
  expect(got).toMatchObject({ status: 200, body: { ip_address: '10.0.0.1', status: 'ALLOCATED', owner: 'al' } });
  expect((await request('PUT', `${path}/allocate`, { body: { owner: 'al' } })).body).toEqual(got.body);
  const { id: resource } = got.body;
  const released = await request('PUT', `${path}/release`, { body: { id: resource } });
  expect(released.body).toEqual({ id: resource, ip_address: '10.0.0.1', status: 'RELEASED' });
  expect(await resourcesOf(path)).toEqual([released.body]);
  const full = await request('GET', `${path}?view=full`);
  expect(full.body.resources).toEqual([{ ...released.body, cooling_until: expect.any(String) }]);
  expect(await request('PUT', `${path}/allocate`)).toMatchObject({ status: 409, body: { code: 'pool.exhausted' } });
  expect(await request('PUT', `${path}/allocate`, { body: { id: resource } })).toMatchObject({
    status: 409,
    body: { code: 'resource.cooling' },
  });
  expect(await request('PUT', `${path}/allocate`, { body: { owner: 'al' } })).toMatchObject({ status: 200 });
});

test('a lease ends by itself', async () => {
  const { path } = await pool('10.0.0.1');
  const leased = await request('PUT', `${path}/allocate`, { body: { ttl_seconds: 1 } });
  expect(leased.body).toMatchObject({ status: 'ALLOCATED', lease_until: expect.any(String) });
  await eventually(
    () => request('PUT', `${path}/allocate`),
    ({ status }) => status === 200,
  );
});

test('long lists go page by page, by their cursors and links', async () => {
  const { path } = await pool('10.0.0.1-10.0.0.5', '::1');
  const seen: string[] = [];
  let next: string | undefined = `${path}?limit=4`;
  while (next) {
    const page = await request('GET', next);
    seen.push(...page.body.resources.map(({ ip_address }: { ip_address: string }) => ip_address));
    const link: string | undefined = /<(.+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
    expect(link !== undefined).toBe(page.body.next_cursor !== undefined);
    next = link;
  }
  expect(seen).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '::1']);
  expect(await request('GET', `${path}?cursor=nope`)).toMatchObject({ status: 400 });
  const pools = await request('GET', '/api/pools?limit=1');
  expect(pools.body.items).toHaveLength(1);
  expect(await request('GET', `${path}?cursor=${pools.body.next_cursor ?? 'x'}`)).toMatchObject({ status: 400 });
});

test('all pools are listed in the order of their ids, whole', async () => {
  const { id } = await pool('10.0.0.1');
  const ids: string[] = [];
  let cursor = '';
  do {
    const { body } = await request('GET', `/api/pools?limit=50${cursor && `&cursor=${cursor}`}`);
    ids.push(...body.items.map((one: { id: string }) => one.id));
    cursor = body.next_cursor ?? '';
  } while (cursor);
  expect(ids).toContain(id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

test('an address is found in every pool that has it', async () => {
  const ip = given.ip();
  const [one, other] = [await pool(ip, '10.0.0.0'), await pool(ip)];
  const { body } = await request('GET', `/api/resources?ip=${ip}`);
  // Other tests have pools that are big enough to have it, too.
  const ours = body.items.filter(({ pool: id }: { pool: string }) => [one.id, other.id].includes(id));
  expect(
    ours.map(({ pool: id, ip_address, pool_name, status }: Record<string, string>) => [
      id,
      ip_address,
      pool_name,
      status,
    ]),
  ).toEqual([one.id, other.id].sort().map((id) => [id, ip, 'test_pool', 'RELEASED']));
});

test('the use of a pool follows every change, and a recount proves it', async () => {
  const { path } = await pool('10.0.0.0/25');
  await request('PUT', `${path}/allocate`, { body: { count: 20 } });
  await request('PUT', `${path}/allocate`, { body: { count: 5, ttl_seconds: 3600 } });
  const [last] = (await resourcesOf(path)).filter(({ status }) => status === 'RELEASED');
  await request('DELETE', `${path}/resource/remove/${last?.id}`);
  const use = { total: 125, allocated: 25, released: 100, cooling: 0 };
  await eventually(
    () => request('GET', `${path}/use`),
    ({ body }) => JSON.stringify(body) === JSON.stringify(use),
  );
  const recount = await recounted(() => request('POST', `${path}/use/recount`));
  expect(recount).toMatchObject({ status: 200, body: { ...use, drift: 0 } });
});
