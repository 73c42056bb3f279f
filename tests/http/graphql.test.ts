import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';

const post = (body: unknown, headers: Record<string, string> = {}) => request('POST', '/graphql', { body, headers });

test('one schema answers what REST has made, and the reverse', async () => {
  const pool = given.poolId();
  await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: ['10.0.0.1'] } });
  const query = 'mutation ($pool: ID!) { allocateResource(pool: $pool) { id ipAddress } }';
  const { status, headers, body } = await post({ query, variables: { pool } });
  expect({ status, type: headers.get('content-type') }).toEqual({
    status: 200,
    type: 'application/json; charset=utf-8',
  });
  const { id } = body.data.allocateResource;
  expect(await request('GET', `/api/pools/${pool}`)).toMatchObject({
    body: { resources: [{ id, ip_address: '10.0.0.1', status: 'ALLOCATED' }] },
  });
});

test('what is no GraphQL request is a problem', async () => {
  expect(await post('{')).toMatchObject({ status: 400, body: { code: 'body.malformed' } });
  expect(await post({})).toMatchObject({ status: 400, body: { errors: [{ path: 'query' }] } });
  expect(await post({ query: '{ pools { nodes { id } } }', colour: 1 })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'colour' }] },
  });
});

test('a query that cannot be run is 400 for those who take GraphQL’s own media type, and 200 for others', async () => {
  const query = '{ nothing }';
  const own = await post({ query }, { accept: 'application/graphql-response+json' });
  expect(own.status).toBe(400);
  expect(own.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
  expect(own.body.errors[0].extensions).toEqual({ code: 'graphql.invalid', status: 400 });
  expect((await post({ query }, { accept: 'text/plain' })).status).toBe(200);
});

test('a change with an Idempotency-Key is made once', async () => {
  const id = given.poolId();
  const headers = { 'idempotency-key': given.name('key') };
  const query = `mutation { createPool(id: "${id}", name: "r") { id } }`;
  const first = await post({ query }, headers);
  expect(first.body).toEqual({ data: { createPool: { id } } });
  expect((await post({ query }, headers)).body).toEqual(first.body);
});

test('a browser gets GraphiQL, all of it from here; a program is told the method', async () => {
  const page = await fetch(`${process.env.MUSTER_TEST_URL}/graphql`, { headers: { accept: 'text/html,*/*;q=0.8' } });
  const text = await page.text();
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(text).not.toMatch(/https?:/);
  for (const [, file] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const part = await fetch(`${process.env.MUSTER_TEST_URL}${file}`);
    expect({ file, status: part.status, empty: (await part.text()) === '' }).toEqual({
      file,
      status: 200,
      empty: false,
    });
  }
  const program = await request('GET', '/graphql', { headers: { accept: '*/*' } });
  expect(program).toMatchObject({ status: 405, body: { code: 'method.unknown' } });
});
