import { beforeAll, expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import { authenticate } from '#lib/http/authentication';
import { badHeaders, callWith } from '#support/authentication';
import { httpEvent } from '#support/call';
import { givenLogin } from '#support/users';

// Handlers read the settings as they are imported, so this file is one mode: a token is asked for, no secret is set.
process.env.AUTH = 'token';

const guarded = endpoints.filter(({ access }) => access === 'token' || access === 'device' || access === 'user');
const rows = guarded.map((endpoint) => [endpoint.route, endpoint] as const);

let bad: Awaited<ReturnType<typeof badHeaders>>;
beforeAll(async () => {
  bad = await badHeaders();
});

test.each(rows)('%s answers 401 to whoever shows no token that is alive', async (_, endpoint) => {
  const answers = await Promise.all(
    bad.map(async ([what, headers]) => {
      const { status, headers: sent, body } = await callWith(endpoint, headers);
      return { what, status, asks: sent['WWW-Authenticate'], code: body?.code ?? 'own words' };
    }),
  );
  const code = expect.stringMatching(/^(token\.(missing|dead)|own words)$/);
  expect(answers).toEqual(bad.map(([what]) => ({ what, status: 401, asks: 'Token', code })));
});

test.each(rows)('%s knows whose a good token is', async (_, endpoint) => {
  const { user, headers } = await givenLogin();
  expect((await authenticate(endpoint, httpEvent(endpoint.route, { headers }))).user).toEqual(user);
});

test('the doors stay open', async () => {
  for (const endpoint of endpoints.filter(({ access }) => access === 'open' || access === 'enroll'))
    expect((await authenticate(endpoint, httpEvent(endpoint.route))).user).toBeUndefined();
});
