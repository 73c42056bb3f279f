import { expect, test } from '@jest/globals';
import { request } from '#support/request';

/** Logs in over real HTTP, with the cookie as the server set it. */
const login = async (username: string): Promise<string> => {
  const start = await request('GET', '/token/login/');
  expect(start.status).toBe(204);
  const [cookie = ''] = (start.headers.get('set-cookie') ?? '').split(';');
  const [, token = ''] = cookie.split('=');
  const answer = await request('POST', '/token/login/', {
    body: { username, password: 'hunter2' },
    headers: { cookie: `other=1; ${cookie}`, 'X-CSRF-Token': token },
  });
  expect(answer).toMatchObject({ status: 200, body: { auth_token: expect.stringMatching(/^[0-9a-f]{40}$/) } });
  return answer.body.auth_token;
};

test('alice logs in, makes a cluster that betty does not see, and logs out', async () => {
  const [alice, betty] = [await login('alice'), await login('betty')];
  const hers = { Authentication: `Token ${alice}` };
  const made = await request('POST', '/clusters/', { body: { creator: 1, cpus: 10, memory: 10 }, headers: hers });
  expect(made).toMatchObject({ status: 201, body: { cpus: 10, creator: 1, memory: 10 } });
  const path = `/clusters/${made.body.id}`;
  expect(await request('GET', path, { headers: hers })).toMatchObject({ status: 200, body: made.body });
  expect((await request('GET', path, { headers: { Authorization: `Token ${betty}` } })).status).toBe(404);

  expect((await request('POST', '/token/logout/', { headers: hers })).status).toBe(204);
  const refused = await request('GET', path, { headers: hers });
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Token']);
});

test('the cookie as it travels: readable by a page, for the whole site', async () => {
  const { headers } = await request('GET', '/token/login/');
  expect(headers.get('set-cookie')).toMatch(/^csrftoken=[0-9a-f]{40}; /);
  expect(headers.get('set-cookie')).toMatch(/; SameSite=Lax/);
  expect(headers.get('set-cookie')).toMatch(/; Path=\//);
  expect(headers.get('set-cookie')).not.toMatch(/HttpOnly|Secure/i);
});
