import { expect, test } from '@jest/globals';
import { identify, login } from '#lib/auth/service';
import * as users from '#lib/auth/service/users';
import { given } from '#support/given';
import { givenLogin, givenToken, givenUser } from '#support/users';
import { createSampleUsers } from '#tools/local/sample-users';

const PASSWORD = 'correct horse';
const ADDRESS = '192.0.2.7';
const fault = (kind: string, code: string) => expect.objectContaining({ kind, code });

test('racing users get numbers of their own, after the two of the sample users', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => users.add(given.name('user'), PASSWORD)));
  const ids = made.map(({ id }) => id);
  expect(new Set(ids).size).toBe(8);
  expect(Math.min(...ids)).toBeGreaterThan(2);
});

test('a name stands once, whoever comes first', async () => {
  const name = given.name('user');
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => users.add(name, PASSWORD)));
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  expect(refused).toEqual(Array(3).fill(fault('conflict', 'user.exists')));
});

test('a bad name and a short password are refused together', async () => {
  await expect(users.add('Al ice', 'hunter2')).rejects.toMatchObject({
    kind: 'invalid',
    errors: [{ path: 'name' }, { path: 'password', message: 'must have at least 8 characters' }],
  });
});

test('disabling a user kills its tokens and its logins; enabling lets it log in again', async () => {
  const { name } = await users.add(given.name('user'), PASSWORD);
  const { auth_token: token } = await login(name, PASSWORD, ADDRESS);
  await users.disable(name);
  expect(await identify(token)).toBeUndefined();
  await expect(login(name, PASSWORD, ADDRESS)).rejects.toEqual(fault('unauthenticated', 'login.wrong'));
  await users.enable(name);
  expect(await identify(token)).toBeUndefined();
  expect(await login(name, PASSWORD, ADDRESS)).toEqual({ auth_token: expect.any(String) });
});

test('another password ends the tokens, and the old one is wrong', async () => {
  const { name } = await users.add(given.name('user'), PASSWORD);
  const { auth_token: token } = await login(name, PASSWORD, ADDRESS);
  await users.setPassword(name, 'battery staple');
  expect(await identify(token)).toBeUndefined();
  await expect(login(name, PASSWORD, ADDRESS)).rejects.toEqual(fault('unauthenticated', 'login.wrong'));
  expect(await login(name, 'battery staple', ADDRESS)).toEqual({ auth_token: expect.any(String) });
});

test('the tokens of a user are listed while they live, and ended together', async () => {
  const account = await givenUser();
  const live = await givenToken(account);
  await givenToken(account, { at: new Date('2020-01-01T00:00:00Z') });
  expect(await users.liveTokens(account.name)).toHaveLength(1);
  const other = await givenLogin();
  expect(await users.endTokens(account.name)).toBe(2);
  expect(await identify(live)).toBeUndefined();
  expect((await identify(other.token))?.user).toEqual(other.user);
});

test('nobody is unknown to every command alike', async () => {
  const unknown = fault('not-found', 'user.unknown');
  for (const command of [users.disable, users.enable, users.liveTokens, users.endTokens])
    await expect(command('nobody-of-that-name')).rejects.toEqual(unknown);
  await expect(users.setPassword('nobody-of-that-name', PASSWORD)).rejects.toEqual(unknown);
});

test('making the sample users again leaves what became of them', async () => {
  const { DYNAMODB_ENDPOINT = '', TABLE_NAME = '' } = process.env;
  await createSampleUsers(DYNAMODB_ENDPOINT, TABLE_NAME);
  await users.setPassword('betty', PASSWORD);
  await createSampleUsers(DYNAMODB_ENDPOINT, TABLE_NAME);
  expect(await login('betty', PASSWORD, ADDRESS)).toEqual({ auth_token: expect.any(String) });
  expect(await login('alice', 'hunter2', ADDRESS)).toEqual({ auth_token: expect.any(String) });
  expect((await users.list()).slice(0, 2)).toMatchObject([
    { id: 1, name: 'alice', sample: true },
    { id: 2, name: 'betty' },
  ]);
});
