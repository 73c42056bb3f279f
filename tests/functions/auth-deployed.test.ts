import { expect, test } from '@jest/globals';
import { csrfCookie } from '#lib/auth/csrf';
import { hashPassword } from '#lib/auth/password';
import { login } from '#lib/auth/service';
import * as users from '#lib/auth/service/users';
import { given } from '#support/given';
import { givenUser } from '#support/users';
import { createSampleUsers } from '#tools/local/sample-users';

process.env.STAGE = 'prod';

const wrong = expect.objectContaining({ kind: 'unauthenticated', code: 'login.wrong' });

test('a deployed stage that finds sample users does not let them in until they have a password of their own', async () => {
  const { DYNAMODB_ENDPOINT = '', TABLE_NAME = '' } = process.env;
  await createSampleUsers(DYNAMODB_ENDPOINT, TABLE_NAME);
  for (const name of ['alice', 'betty']) await expect(login(name, 'hunter2', given.ip())).rejects.toEqual(wrong);
  await users.setPassword('alice', 'correct horse');
  expect(await login('alice', 'correct horse', given.ip())).toEqual({ auth_token: expect.any(String) });
});

test('nor anybody else whose password is hunter2', async () => {
  const { name } = await givenUser({ password: await hashPassword('hunter2') });
  await expect(login(name, 'hunter2', given.ip())).rejects.toEqual(wrong);
});

test('its cookie goes over https alone', () => {
  expect(csrfCookie({ headers: {} })).toMatch(/; Secure$/);
});
