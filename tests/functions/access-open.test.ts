import { beforeAll, expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import { authenticate } from '#lib/http/authentication';
import type { Endpoint } from '#lib/http/endpoint';
import { badHeaders, callWith } from '#support/authentication';
import { httpEvent } from '#support/call';
import { givenLogin } from '#support/users';

process.env.AUTH = 'open';
// Two, as while one takes the place of the other.
process.env.ZTP_ENROLL_SECRET = 's3cret, n3wer';

const of = (...accesses: string[]) =>
  endpoints.filter(({ access }) => accesses.includes(access)).map((endpoint) => [endpoint.route, endpoint] as const);

let bad: Awaited<ReturnType<typeof badHeaders>>;
beforeAll(async () => {
  bad = await badHeaders();
});

const refusals = (endpoint: Endpoint, shown: typeof bad) =>
  Promise.all(
    shown.map(async ([what, headers]) => {
      const answer = await callWith(endpoint, headers);
      return { what, status: answer.status, asks: answer.headers['WWW-Authenticate'] };
    }),
  );

test.each(of('token', 'device', 'open'))('%s asks nobody, and a token that is dead is as none', async (_, endpoint) => {
  const callers = await Promise.all(
    bad.map(([, headers]) => authenticate(endpoint, httpEvent(endpoint.route, { headers }))),
  );
  expect(callers.map(({ user }) => user)).toEqual(bad.map(() => undefined));
});

test.each(of('token', 'device'))('%s still knows whose a good token is', async (_, endpoint) => {
  const { user, headers } = await givenLogin();
  expect((await authenticate(endpoint, httpEvent(endpoint.route, { headers }))).user).toEqual(user);
});

test.each(of('user'))('%s asks for a token all the same', async (_, endpoint) => {
  expect(await refusals(endpoint, bad)).toEqual(bad.map(([what]) => ({ what, status: 401, asks: 'Token' })));
});

test.each(of('enroll'))('%s asks for the enroll secret where one is set, in this mode, too', async (_, endpoint) => {
  const refused = bad.filter(([what]) => what !== 'an enroll secret');
  expect(await refusals(endpoint, refused)).toEqual(refused.map(([what]) => ({ what, status: 401, asks: 'Enroll' })));
  const wrong = await callWith(endpoint, { authorization: 'Enroll S3cret' });
  expect(wrong).toMatchObject({ status: 401, body: { code: 'enroll.needed' } });
  expect((await callWith(endpoint, { authorization: 'Enroll s3cret' })).status).toBe(400);
  expect((await callWith(endpoint, (await givenLogin()).headers)).status).toBe(400);
});

test.each(of('enroll'))('%s takes each of several secrets, and no other part of the setting', async (_, endpoint) => {
  const statuses = await Promise.all(
    ['s3cret', 'n3wer', 's3cret, n3wer', 's3cret,', ',', ' ', 'n3we'].map(async (secret) => {
      const { status } = await callWith(endpoint, { authorization: `Enroll ${secret}` });
      return [secret, status];
    }),
  );
  // 400: past the door, where a body is wanted.
  expect(Object.fromEntries(statuses)).toEqual({
    ...{ s3cret: 400, n3wer: 400 },
    ...{ 's3cret, n3wer': 401, 's3cret,': 401, ',': 401, ' ': 401, n3we: 401 },
  });
});
