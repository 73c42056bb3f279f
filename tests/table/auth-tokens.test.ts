import { expect, test } from '@jest/globals';
import * as tokens from '#lib/auth/repository/tokens';
import * as repository from '#lib/auth/repository/users';
import { identify, logout } from '#lib/auth/service';
import { hashToken, newToken } from '#lib/auth/token';
import { later } from '#lib/core/clock';
import { DAY_MS, givenLogin, givenToken, givenUser } from '#support/users';

const at = new Date('2026-11-20T15:44:00.000Z');
const clockAt = (ms: number) => ({ now: () => later(at, ms) });

test('a token tells whose it is, until 30 days have passed to the millisecond', async () => {
  const account = await givenUser();
  const token = await givenToken(account, { at });
  const user = { id: account.id, name: account.name };
  expect((await identify(token, clockAt(0)))?.user).toEqual(user);
  expect((await identify(token, clockAt(30 * DAY_MS - 1)))?.user).toEqual(user);
  expect(await identify(token, clockAt(30 * DAY_MS))).toBeUndefined();
});

test('a token that nobody was given is nobody', async () => {
  expect(await identify(newToken())).toBeUndefined();
  expect(await identify('no token')).toBeUndefined();
});

test('a token is dead at once after logout, and logging out again changes nothing', async () => {
  const { token, user } = await givenLogin();
  await logout(token);
  expect(await identify(token)).toBeUndefined();
  expect(await tokens.listOf(user.id)).toEqual([]);
  await logout(token);
  await logout(undefined);
});

test('the token itself is kept nowhere, its hash is', async () => {
  const { token, user } = await givenLogin();
  const [kept] = await tokens.listOf(user.id);
  expect(kept).toMatchObject({ hash: hashToken(token), user: user.id, name: user.name });
  expect(JSON.stringify(kept)).not.toContain(token);
});

test('last use is kept, at most once a minute', async () => {
  const account = await givenUser();
  const token = await givenToken(account, { at });
  const lastUseAfter = async (ms: number) => {
    await (await identify(token, clockAt(ms)))?.noted;
    return (await tokens.listOf(account.id))[0]?.lastUsedAt;
  };
  expect(await lastUseAfter(59_999)).toBe('2026-11-20T15:44:00.000Z');
  expect(await lastUseAfter(60_000)).toBe('2026-11-20T15:45:00.000Z');
  expect(await lastUseAfter(90_000)).toBe('2026-11-20T15:45:00.000Z');
  expect(await lastUseAfter(120_000)).toBe('2026-11-20T15:46:00.000Z');
});

test('noting a use does not bring a logged-out token back', async () => {
  const token = await givenToken(await givenUser(), { at });
  await logout(token);
  const noting = tokens.noteUse(hashToken(token), '2026-11-20T16:00:00.000Z', '2026-11-20T15:59:00.000Z');
  await noting;
  expect(await identify(token, clockAt(1))).toBeUndefined();
});

test('no token is made for a user that was disabled, or got another password, since it was looked up', async () => {
  const disabled = await givenUser();
  await repository.disable(disabled.name, '2026-11-20T15:44:00.000Z');
  await expect(givenToken(disabled)).rejects.toThrow('user-changed');
  const changed = await givenUser();
  await repository.setPassword(changed.name, 'another');
  await expect(givenToken(changed)).rejects.toThrow('user-changed');
});
