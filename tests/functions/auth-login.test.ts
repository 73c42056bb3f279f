import { expect, test } from '@jest/globals';
import { handler as login } from '#functions/auth/login';
import { handler as logout } from '#functions/auth/logout';
import { handler as startLogin } from '#functions/auth/start-login';
import { add } from '#lib/auth/service/users';
import { call } from '#support/call';
import { given } from '#support/given';

const csrf = { cookies: ['csrftoken=abc'], headers: { 'X-CSRF-Token': 'abc' } };
const tryLogin = (body: unknown, more: Parameters<typeof call>[2] = csrf) =>
  call(login, 'POST /token/login/', { body, sourceIp: given.ip(), ...more });

const problem = (status: number, code: string, detail: unknown = expect.any(String)) => ({
  status,
  body: { type: `urn:muster:problem:${code}`, title: expect.any(String), status, detail, code },
});

test('GET /token/login/ answers 204 and the cookie', async () => {
  const answer = await call(startLogin, 'GET /token/login/');
  expect(answer.status).toBe(204);
  expect(answer.body).toBeUndefined();
  expect(answer.cookies).toEqual([
    expect.stringMatching(/^csrftoken=[0-9a-f]{40}; Path=\/; Max-Age=31536000; SameSite=Lax$/),
  ]);
});

test('a right name and password give a token, and nothing else', async () => {
  const { name } = await add(given.name('user'), 'correct horse');
  const answer = await tryLogin({ username: name, password: 'correct horse' });
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body).toEqual({ auth_token: expect.stringMatching(/^[0-9a-f]{40}$/) });
  const headers = { Authentication: `Token ${answer.body.auth_token}` };
  expect((await call(logout, 'POST /token/logout/', { headers })).status).toBe(204);
  expect(await call(logout, 'POST /token/logout/', { headers })).toMatchObject(problem(401, 'token.dead'));
});

test('a wrong name and a wrong password get the same answer', async () => {
  const { name } = await add(given.name('user'), 'correct horse');
  const answers = [
    await tryLogin({ username: name, password: 'correct horsf' }),
    await tryLogin({ username: given.name('user'), password: 'correct horse' }),
  ];
  for (const answer of answers) {
    expect(answer).toMatchObject(problem(401, 'login.wrong', 'The name or the password is wrong.'));
    expect(answer.headers['WWW-Authenticate']).toBe('Token');
  }
});

test('the eleventh try after 10 wrong ones is 429 with Retry-After, though its password is right', async () => {
  const { name } = await add(given.name('user'), 'correct horse');
  const wrong = await Promise.all(
    Array.from({ length: 10 }, () => tryLogin({ username: name, password: 'correct horsf' })),
  );
  expect(wrong.map(({ status }) => status)).toEqual(Array(10).fill(401));
  const answer = await tryLogin({ username: name, password: 'correct horse' });
  expect(answer).toMatchObject(problem(429, 'login.too-many-tries'));
  expect(Number(answer.headers['Retry-After'])).toBeGreaterThan(800);
  expect(Number(answer.headers['Retry-After'])).toBeLessThanOrEqual(900);
});

test('without the header that equals the cookie it is 403, with how to do it', async () => {
  const body = { username: 'alice', password: 'hunter2' };
  const how =
    'A login needs the csrftoken cookie and the same value in an X-CSRF-Token header; GET /token/login/ sets the cookie.';
  expect(await tryLogin(body, {})).toMatchObject(problem(403, 'csrf.mismatch', how));
  expect(await tryLogin(body, { cookies: ['csrftoken=abc'] })).toMatchObject(problem(403, 'csrf.mismatch', how));
  const differs = { cookies: ['csrftoken=abc'], headers: { 'X-CSRF-Token': 'abd' } };
  expect(await tryLogin(body, differs)).toMatchObject(problem(403, 'csrf.mismatch', how));
});

test('every fault of the body is named at once', async () => {
  const answer = await tryLogin({ username: '', user: 'alice' });
  expect(answer).toMatchObject({ status: 400 });
  expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(['username', 'password', 'user']);
});
