import { beforeAll, expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import type { Scope } from '#lib/auth/model';
import { identify } from '#lib/auth/service';
import * as tokens from '#lib/auth/service/tokens';
import * as users from '#lib/auth/service/users';
import { callWith, handlerOf } from '#support/authentication';
import { call } from '#support/call';
import { givenLogin, givenToken, givenUser } from '#support/users';

process.env.AUTH = 'token';

type Shown = Record<string, string>;
const shown: Record<Scope | 'viewer', Shown> = { read: {}, all: {}, metrics: {}, viewer: {} };

beforeAll(async () => {
  const { user } = await givenLogin();
  for (const scope of ['read', 'all', 'metrics'] as const) {
    const { token } = await tokens.create(user, { name: scope, scope });
    shown[scope] = { authorization: `Token ${token}` };
  }
  const viewer = await givenUser({ role: 'viewer' });
  shown.viewer = { authorization: `Token ${await givenToken(viewer)}` };
});

/** What the contract says, in words of its own: not as the code does. */
const opens = (scope: keyof typeof shown, route: string): boolean => {
  const [method] = route.split(' ');
  if (scope === 'all') return true;
  if (scope === 'metrics') return route === 'GET /metrics';
  if (scope === 'viewer' && route === 'POST /token/logout/') return true;
  // The one GET that changes something.
  return method === 'GET' && route !== 'GET /ztp/mng/{id}/delete';
};

const guarded = endpoints.filter(({ access }) => access !== 'open');
const scopes = Object.keys(shown) as (keyof typeof shown)[];
const matrix = guarded.flatMap((endpoint) => scopes.map((scope) => [scope, endpoint.route, endpoint] as const));

test.each(matrix)('a token of scope %s at %s', async (scope, route, endpoint) => {
  // Who logs out has no token any more, and the others of this table need theirs.
  if (route === 'POST /token/logout/' && opens(scope, route)) return;
  const { status, body } = await callWith(endpoint, shown[scope]);
  const isScope = status === 403 && (body?.code === 'token.scope' || body?.code === 'user.viewer');
  // The calls on `/` answer in words of their own.
  expect({ forbidden: isScope || status === 403, status401: status === 401 }).toEqual({
    forbidden: !opens(scope, route),
    status401: false,
  });
});

const of = (name: string) => {
  const endpoint = endpoints.find((each) => each.name === name);
  if (!endpoint) throw new Error(name);
  return async (options: object = {}) => call(await handlerOf(endpoint), endpoint.route, options);
};

test('a token is shown once, listed by its name, and dead as soon as it is deleted', async () => {
  const { headers } = await givenLogin();
  const body = { name: 'grafana', scope: 'metrics', expires_at: '2999-01-01T00:00:00Z' };
  const made = await of('createToken')({ headers, body });
  expect(made).toMatchObject({ status: 201, headers: { Location: '/tokens/grafana' } });
  expect(made.body).toEqual({
    name: 'grafana',
    scope: 'metrics',
    token: expect.stringMatching(/^[0-9a-f]{40}$/),
    created_at: expect.any(String),
    expires_at: '2999-01-01T00:00:00.000Z',
    last_used_at: null,
  });
  expect(await of('createToken')({ headers, body })).toMatchObject({ status: 409, body: { code: 'token.exists' } });
  const { token: _, ...listed } = made.body;
  expect((await of('listTokens')({ headers })).body).toEqual({ items: [listed] });
  await of('readMetrics')({ headers: { authorization: `Token ${made.body.token}` } });
  expect((await of('listTokens')({ headers })).body.items[0].last_used_at).toMatch(/^20/);
  expect((await of('deleteToken')({ headers, params: { name: 'grafana' } })).status).toBe(204);
  expect((await of('deleteToken')({ headers, params: { name: 'grafana' } })).status).toBe(404);
  expect(await identify(made.body.token)).toBeUndefined();
  expect((await of('listTokens')({ headers })).body).toEqual({ items: [] });
});

test.each(['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.999Z', '2999-01-01T01:30:00.5+01:00'])(
  'a token that ends at %s is shown so, and one without an end with none',
  async (expires_at) => {
    const { headers } = await givenLogin();
    const shown = new Date(expires_at).toISOString();
    const made = await of('createToken')({ headers, body: { name: 'late', scope: 'read', expires_at } });
    expect(made).toMatchObject({ status: 201, body: { expires_at: shown } });
    await of('createToken')({ headers, body: { name: 'never', scope: 'read' } });
    expect((await of('listTokens')({ headers })).body.items).toMatchObject([
      { name: 'late', expires_at: shown },
      { name: 'never', expires_at: null },
    ]);
    expect(await identify(made.body.token)).toMatchObject({ scope: 'read' });
  },
);

test('a token ends at its millisecond', async () => {
  const { user } = await givenLogin();
  const [made, expires_at] = ['2026-11-20T12:00:00.000Z', '2026-11-20T12:00:10.250Z'];
  const clock = { now: () => new Date(made) };
  const { token } = await tokens.create(user, { name: 'precise', scope: 'read', expires_at }, clock);
  expect(await identify(token, { now: () => new Date('2026-11-20T12:00:10.249Z') })).toBeDefined();
  expect(await identify(token, { now: () => new Date(expires_at) })).toBeUndefined();
});

test('a secret answer is not kept under an Idempotency-Key', async () => {
  const { headers } = await givenLogin();
  const keyed = { ...headers, 'idempotency-key': 'k1' };
  const body = { name: 'once', scope: 'read' };
  expect((await of('createToken')({ headers: keyed, body })).status).toBe(201);
  expect((await of('createToken')({ headers: keyed, body })).status).toBe(409);
});

test('a token that has expired opens nothing, and its name is free again', async () => {
  const { user } = await givenLogin();
  const past = new Date(Date.now() - 10_000);
  const expires_at = new Date(Date.now() - 5000).toISOString();
  const { token } = await tokens.create(user, { name: 'brief', scope: 'all', expires_at }, { now: () => past });
  expect(await identify(token)).toBeUndefined();
  expect((await tokens.list(user, { limit: 10 })).items).toEqual([]);
  expect((await tokens.create(user, { name: 'brief', scope: 'read' })).scope).toBe('read');
});

test('a user who is disabled, or has another role, has no named tokens any more', async () => {
  const { user } = await givenLogin();
  const { token } = await tokens.create(user, { name: 'mine', scope: 'all' });
  await users.setRole(user.name, 'viewer');
  expect(await identify(token)).toBeUndefined();
  await users.disable(user.name);
  await expect(tokens.create(user, { name: 'mine', scope: 'all' })).rejects.toMatchObject({ kind: 'conflict' });
});

test.each([
  [{}, ['name', 'scope']],
  [{ name: 'a b', scope: 'write' }, ['name', 'scope']],
  [{ name: 'a', scope: 'all', expires_at: '2020-01-01T00:00:00Z' }, ['expires_at']],
  [{ name: 'a', scope: 'all', expires_at: 'soon' }, ['expires_at']],
])('%j is refused', async (body, paths) => {
  const { headers } = await givenLogin();
  const answer = await of('createToken')({ headers, body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
});
