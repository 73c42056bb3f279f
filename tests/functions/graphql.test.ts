import { expect, test } from '@jest/globals';
import { documentClient } from '#lib/db/client';
import { given } from '#support/given';
import { graphql } from '#support/graphql';
import { givenLogin } from '#support/users';

/** The extensions of every error, in the order of the fields. */
// biome-ignore lint/suspicious/noExplicitAny: an answer has no type until a test has looked at it
const said = ({ errors = [] }: any) => errors.map(({ extensions }: any) => extensions);

test('a pool, an address from it, a machine that registers with it, and a server that is watched', async () => {
  const [pool, device, name, ip] = [given.poolId(), given.mac(), given.name('server'), given.ip()];
  const made = await graphql(
    `mutation ($pool: ID!, $ip: String!, $device: ID!, $name: String!) {
      createPool(id: $pool, name: "rack", resources: [$ip]) { id name }
      allocateResource(pool: $pool, owner: "node-17") { ipAddress status owner pool { name } }
      registerDevice(id: $device, ip: $ip) { id ip name registrations exec { status attempts } }
      addServer(name: $name, ip: $ip) { name ip status paused }
    }`,
    { variables: { pool, ip, device, name } },
  );
  expect(made).toEqual({
    data: {
      createPool: { id: pool, name: 'rack' },
      allocateResource: { ipAddress: ip, status: 'ALLOCATED', owner: 'node-17', pool: { name: 'rack' } },
      registerDevice: { id: device, ip, name: '', registrations: 1, exec: { status: 'PENDING', attempts: 0 } },
      addServer: { name, ip, status: 'UNKNOWN', paused: false },
    },
  });
  const seen = await graphql(
    `query ($pool: ID!, $device: ID!, $name: String!) {
      pool(id: $pool) { resources { nodes { ipAddress status owner leaseUntil } pageInfo { hasNextPage endCursor } } }
      device(id: $device) { ip execs { nodes { id } } }
      server(name: $name) { pings { nodes { at averageMs } } changes { nodes { to } } }
    }`,
    { variables: { pool, device, name } },
  );
  expect(seen).toEqual({
    data: {
      pool: {
        resources: {
          nodes: [{ ipAddress: ip, status: 'ALLOCATED', owner: 'node-17', leaseUntil: null }],
          pageInfo: { hasNextPage: false, endCursor: null },
        },
      },
      device: { ip, execs: { nodes: [] } },
      server: { pings: { nodes: [] }, changes: { nodes: [] } },
    },
  });
});

test('a machine begins, stops and changes, alone and with others', async () => {
  const [name, tag] = [given.name('cluster'), given.name('tag')];
  const { data } = await graphql(
    `mutation ($name: String!, $tag: String!) {
      createCloudCluster(name: $name, regionCode: A) { id regionCode machineCount }
      createMachine(clusterName: $name, name: "one", tags: [$tag]) { id name state cluster { name } }
      operateMachines(action: STOP, tag: $tag) { accepted rejected { id detail } }
    }`,
    { variables: { name, tag } },
  );
  const { id } = data.createMachine;
  expect(data).toEqual({
    createCloudCluster: { id: expect.any(String), regionCode: 'A', machineCount: 0 },
    createMachine: { id, name: 'one', state: 'PENDING', cluster: { name } },
    operateMachines: {
      accepted: [],
      rejected: [{ id, detail: expect.stringMatching(/^Cannot STOP a PENDING machine/) }],
    },
  });
  const changed = await graphql(
    `mutation ($id: ID!) {
      changeMachine(id: $id, tags: []) { tags }
      operateMachine(id: $id, action: START) { id }
    }`,
    { variables: { id } },
  );
  expect(changed.data).toEqual({ changeMachine: { tags: [] }, operateMachine: null });
  expect(said(changed)).toEqual([{ code: 'machine.state', status: 409, allowed: [] }]);
  const listed = await graphql(
    `query ($name: String!) { machines(clusterName: $name) { edges { node { name } cursor } } }`,
    {
      variables: { name },
    },
  );
  expect(listed.data).toEqual({ machines: { edges: [{ node: { name: 'one' }, cursor: null }] } });
});

test('a list goes on at its cursor', async () => {
  const pool = given.poolId();
  await graphql(`mutation ($pool: ID!) { createPool(id: $pool, name: "r", resources: ["10.0.0.1-10.0.0.5"]) { id } }`, {
    variables: { pool },
  });
  const pages: string[][] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { data } = await graphql(
      `query ($pool: ID!, $after: String) {
        pool(id: $pool) { resources(first: 2, after: $after) { nodes { ipAddress } pageInfo { hasNextPage endCursor } } }
      }`,
      { variables: { pool, after } },
    );
    const { nodes, pageInfo } = data.pool.resources;
    pages.push(nodes.map(({ ipAddress }: { ipAddress: string }) => ipAddress));
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  expect(pages).toEqual([['10.0.0.1', '10.0.0.2'], ['10.0.0.3', '10.0.0.4'], ['10.0.0.5']]);
});

test('a refusal has the words, code and status of the problem that it is elsewhere, and the other fields stand', async () => {
  const pool = given.poolId();
  const answer = await graphql(
    `mutation ($pool: ID!) {
      createPool(id: $pool, name: "r", resources: ["10.0.0.1"]) { id }
      again: createPool(id: $pool, name: "r") { id }
      first: allocateResource(pool: $pool) { status }
      second: allocateResource(pool: $pool) { status }
      nowhere: allocateResource(pool: "nowhere") { status }
    }`,
    { variables: { pool } },
  );
  expect(answer.data).toEqual({
    createPool: { id: pool },
    again: null,
    first: { status: 'ALLOCATED' },
    second: null,
    nowhere: null,
  });
  expect(answer.errors).toEqual([
    expect.objectContaining({
      message: `Pool ${pool} already exists.`,
      path: ['again'],
      extensions: { code: 'pool.exists', status: 409 },
    }),
    expect.objectContaining({ path: ['second'], extensions: { code: 'pool.exhausted', status: 409 } }),
    expect.objectContaining({
      message: 'There is no pool nowhere.',
      path: ['nowhere'],
      extensions: { code: 'pool.unknown', status: 404 },
    }),
  ]);
});

test('bad input names every fault at once, by the names of the arguments', async () => {
  const answer = await graphql(`mutation {
    registerDevice(id: "a/b", ip: "nonsense") { id }
    createPool(id: "a b", name: "", coolDownSeconds: -1) { id }
    addServer(name: "", ip: "1.2.3") { name }
  }`);
  expect(answer.data).toEqual({ registerDevice: null, createPool: null, addServer: null });
  const faults = said(answer).map(({ code, status, errors }: Record<string, never[]>) => ({
    code,
    status,
    paths: (errors ?? []).map(({ path }) => path),
  }));
  expect(faults).toEqual([
    { code: 'request.invalid', status: 400, paths: ['id', 'ip'] },
    { code: 'request.invalid', status: 400, paths: ['id', 'name', 'coolDownSeconds'] },
    { code: 'request.invalid', status: 400, paths: ['name', 'ip'] },
  ]);
});

test.each([
  ['{ pools(first: 0) { nodes { id } } }', ['first']],
  ['{ pools(first: 1001) { nodes { id } } }', ['first']],
  ['{ pools(after: "nonsense") { nodes { id } } }', ['after']],
  ['{ machines(after: "nonsense") { nodes { id } } }', ['after']],
])('%s is refused', async (query, paths) => {
  const answer = await graphql(query);
  expect(said(answer)[0]).toMatchObject({ status: 400, errors: paths.map((path) => ({ path })) });
});

test('what is not there is null', async () => {
  expect(
    await graphql(`{
      pool(id: "nowhere") { id }
      device(id: "nobody") { id }
      server(name: "nothing") { id }
      machine(id: "none") { id }
      cloudCluster(id: "none") { id }
      resource(pool: "nowhere", id: "none") { id }
    }`),
  ).toEqual({ data: { pool: null, device: null, server: null, machine: null, cloudCluster: null, resource: null } });
});

test('a compute cluster of somebody else is null, and theirs to delete', async () => {
  const [owner, other] = [await givenLogin(), await givenLogin()];
  const made = await graphql('mutation { createComputeCluster(cpus: 2, memory: 0.5) { id creator } }', owner);
  const { id, creator } = made.data.createComputeCluster;
  expect(creator).toBe(owner.user.id);
  const look =
    'query ($id: ID!) { computeCluster(id: $id) { id memory } computeClusters { nodes { id } } computeQuota { cpus { used } } }';
  expect(await graphql(look, { ...owner, variables: { id } })).toEqual({
    data: {
      computeCluster: { id, memory: 0.5 },
      computeClusters: { nodes: [{ id }] },
      computeQuota: { cpus: { used: 2 } },
    },
  });
  expect(await graphql(look, { ...other, variables: { id } })).toEqual({
    data: { computeCluster: null, computeClusters: { nodes: [] }, computeQuota: { cpus: { used: 0 } } },
  });
  const drop = 'mutation ($id: ID!) { deleteComputeCluster(id: $id) }';
  const refused = await graphql(drop, { ...other, variables: { id } });
  expect(said(refused)).toEqual([{ code: 'compute-cluster.unknown', status: 404 }]);
  expect(await graphql(drop, { ...owner, variables: { id } })).toEqual({ data: { deleteComputeCluster: id } });
});

test('compute clusters want a user, also where nothing else does', async () => {
  const query = '{ computeClusters { nodes { id } } pools(first: 1) { nodes { id } } }';
  const nobody = await graphql(query);
  expect(nobody.data).toMatchObject({ computeClusters: null, pools: { nodes: expect.any(Array) } });
  expect(said(nobody)).toEqual([{ code: 'token.missing', status: 401 }]);
  const dead = await graphql(query, { headers: { authorization: `Token ${'0'.repeat(40)}` } });
  expect(said(dead)).toEqual([{ code: 'token.dead', status: 401 }]);
});

test('a creator that is not the caller is at fault', async () => {
  const { headers } = await givenLogin();
  const answer = await graphql('mutation { createComputeCluster(cpus: 0, memory: 1, creator: 0) { id } }', { headers });
  expect(said(answer)[0]).toMatchObject({ status: 400, errors: [{ path: 'cpus' }, { path: 'creator' }] });
});

test('a query that cannot be run says why, with a code', async () => {
  for (const query of ['{ nothing }', '{', 'subscription { a }', 'mutation { createPool(id: 1) { id } }'])
    expect(said(await graphql(query))[0]).toMatchObject({ code: 'graphql.invalid', status: 400 });
  const long = `{ ${'pools { nodes { id } } '.repeat(500)} }`;
  expect(said(await graphql(long))).toEqual([{ code: 'graphql.invalid', status: 400 }]);
});

/** What the table is asked in the course of a query: its commands, one after the other. */
const commandsOf = async (query: string, variables = {}): Promise<string[]> => {
  const commands: string[] = [];
  const stack = documentClient().middlewareStack;
  stack.add(
    (next, { commandName = '' }) =>
      (args) => {
        commands.push(commandName.replace('Command', ''));
        return next(args);
      },
    { step: 'initialize', name: 'listen' },
  );
  try {
    const { errors } = await graphql(query, { variables });
    expect(errors).toBeUndefined();
  } finally {
    stack.remove('listen');
  }
  return commands.sort();
};

test('things of things are read in batches: no number of machines makes more requests', async () => {
  const name = given.name('cluster');
  const machines = (n: number) =>
    Array.from({ length: n }, (_, i) => `m${i}: createMachine(clusterName: $name) { id }`);
  await graphql(
    `mutation ($name: String!) { createCloudCluster(name: $name, regionCode: B) { id } ${machines(20).join(' ')} }`,
    { variables: { name } },
  );
  const query = `query ($name: String!, $first: Int) {
    machines(clusterName: $name, first: $first) { nodes { name cluster { name machineCount } } }
  }`;
  const forTwo = await commandsOf(query, { name, first: 2 });
  expect(await commandsOf(query, { name, first: 20 })).toEqual(forTwo);
});

test('the same kind of thing under many names is one batch', async () => {
  const ids = Array.from({ length: 10 }, () => given.mac());
  const each = (field: (id: string, i: number) => string) => ids.map(field).join(' ');
  await graphql(`mutation { ${each((id, i) => `d${i}: registerDevice(id: "${id}", ip: "10.0.0.1") { id }`)} }`);
  // The devices, and the exec calls of all of them.
  expect(await commandsOf(`{ ${each((id, i) => `d${i}: device(id: "${id}") { ip exec { status } }`)} }`)).toEqual([
    'BatchGetItem',
    'BatchGetItem',
  ]);
});

test('what a change has changed is read anew', async () => {
  const pool = given.poolId();
  const { data } = await graphql(
    `mutation ($pool: ID!) {
      createPool(id: $pool, name: "r", resources: ["10.0.0.1"]) { resources { nodes { status } } }
      allocateResource(pool: $pool) { pool { resources { nodes { status } } } }
    }`,
    { variables: { pool } },
  );
  expect(data).toEqual({
    createPool: { resources: { nodes: [{ status: 'RELEASED' }] } },
    allocateResource: { pool: { resources: { nodes: [{ status: 'ALLOCATED' }] } } },
  });
});

test('an answer over 5.5 MB is an error that says how to get less of it', async () => {
  const userdata = '"'.repeat(16_000);
  for (let i = 0; i < 100; i++)
    await graphql(
      'mutation ($id: ID!, $userdata: String) { registerDevice(id: $id, ip: "10.0.0.1", userdata: $userdata) { id } }',
      {
        variables: { id: given.mac(), userdata },
      },
    );
  const few = await graphql('{ devices(first: 10) { nodes { userdata } } }');
  expect(few.data.devices.nodes).toContainEqual({ userdata });
  // Twice, for engines end a page at different sizes.
  const all = 'devices(first: 500) { nodes { userdata } }';
  expect(await graphql(`{ a: ${all} b: ${all} }`)).toEqual({
    errors: [
      {
        message: expect.stringContaining('The maximum is 5.5 MB. Ask for fewer entries at once'),
        extensions: { code: 'answer.too-large', status: 413 },
      },
    ],
    data: null,
  });
});
