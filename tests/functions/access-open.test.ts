import { beforeAll, expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import { authenticate } from '#lib/http/authentication';
import { badHeaders, callWith } from '#support/authentication';
import { httpEvent } from '#support/call';
import { givenLogin } from '#support/users';

process.env.AUTH = 'open';
process.env.ZTP_ENROLL_SECRET = 's3cret';

const of = (...accesses: string[]) =>
  endpoints.filter(({ access }) => accesses.includes(access)).map((endpoint) => [endpoint.route, endpoint] as const);

let bad: Awaited<ReturnType<typeof badHeaders>>;
beforeAll(async () => {
  bad = await badHeaders();
});

test.each(of('token', 'open'))('%s asks nobody, and a token that is dead is as none', async (_, endpoint) => {
  for (const [, headers] of bad)
    expect((await authenticate(endpoint, httpEvent(endpoint.route, { headers }))).user).toBeUndefined();
});

test.each(of('token'))('%s still knows whose a good token is', async (_, endpoint) => {
  const { user, headers } = await givenLogin();
  expect((await authenticate(endpoint, httpEvent(endpoint.route, { headers }))).user).toEqual(user);
});

test.each(of('user'))('%s asks for a token all the same', async (_, endpoint) => {
  for (const [what, headers] of bad) {
    const { status, headers: sent } = await callWith(endpoint, headers);
    expect({ what, status, asks: sent['WWW-Authenticate'] }).toEqual({ what, status: 401, asks: 'Token' });
  }
});

test.each(of('enroll'))('%s asks for the enroll secret where one is set, in this mode, too', async (_, endpoint) => {
  for (const [what, headers] of bad.filter(([what]) => what !== 'an enroll secret')) {
    const { status, headers: sent } = await callWith(endpoint, headers);
    expect({ what, status, asks: sent['WWW-Authenticate'] }).toEqual({ what, status: 401, asks: 'Enroll' });
  }
  const wrong = await callWith(endpoint, { authorization: 'Enroll S3cret' });
  expect(wrong).toMatchObject({ status: 401, body: { code: 'enroll.needed' } });
  expect((await callWith(endpoint, { authorization: 'Enroll s3cret' })).status).toBe(400);
  expect((await callWith(endpoint, (await givenLogin()).headers)).status).toBe(400);
});
