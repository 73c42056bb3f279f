import { expect } from '@jest/globals';
import { hashPassword } from '#lib/auth/password';
import { identify, login, logout } from '#lib/auth/service';
import { throttled } from '#lib/auth/service/login-throttle';
import * as users from '#lib/auth/service/users';
import { later } from '#lib/core/clock';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';
import { givenToken, givenUser } from '#support/users';

const PASSWORD = 'correct horse';
const NEW = 'battery staple';
const MINUTE_MS = 60_000;
// Made once: scrypt costs what it is meant to cost.
const password = await hashPassword(PASSWORD);

const someone = async () => {
  const account = await givenUser({ password });
  return {
    account,
    name: account.name,
    address: given.ip(),
    tokens: [await givenToken(account), await givenToken(account)],
  };
};
type Someone = Awaited<ReturnType<typeof someone>>;

const alive = async (tokens: readonly string[]): Promise<boolean[]> =>
  Promise.all(tokens.map(async (token) => (await identify(token)) !== undefined));

const tryIn = (name: string, address: string, right: boolean, now = new Date()) =>
  throttled(name, address, async () => (right ? 'in' : undefined), { now: () => now });

crashAtEach([
  crashPoint({
    does: 'a login',
    given: someone,
    work: ({ name, address }) => login(name, PASSWORD, address),
    holds: async ({ name, account, address }, answer) => {
      if (answer) expect(await identify(answer.auth_token)).toMatchObject({ user: { id: account.id } });
      // However it ended, the name is not shut out.
      expect(await tryIn(name, address, true)).toBe('in');
      // Every token that there is, its user can find and end.
      const count = (await users.liveTokens(name)).length;
      expect(await users.endTokens(name)).toBe(count);
    },
    writes: 5,
  }),
  crashPoint({
    does: 'a wrong try to log in',
    given: someone,
    work: ({ name, address }) => tryIn(name, address, false),
    holds: async ({ name, address }) => {
      // One that died counts as one that is still compared: it takes a try away, until the window is over.
      for (let n = 0; n < 7; n += 1) expect(await tryIn(name, address, false)).toBeUndefined();
      const soon = later(new Date(), 15 * MINUTE_MS);
      expect(await tryIn(name, address, true, soon)).toBe('in');
    },
    writes: 4,
  }),
  crashPoint({
    does: 'a logout',
    given: someone,
    work: ({ tokens }) => logout(tokens[0]),
    holds: async ({ tokens, name }) => {
      expect(await alive(tokens)).toEqual([false, true]);
      expect(await users.liveTokens(name)).toHaveLength(1);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'a new password',
    given: someone,
    work: ({ name }) => users.setPassword(name, NEW),
    holds: async ({ tokens, name, address }) => {
      expect(await alive(tokens)).toEqual([false, false]);
      expect(await users.liveTokens(name)).toEqual([]);
      expect(await login(name, NEW, address)).toMatchObject({ auth_token: expect.any(String) });
    },
    writes: 3,
  }),
  crashPoint({
    does: 'the disabling of a user',
    given: someone,
    work: ({ name }) => users.disable(name),
    holds: async ({ tokens, name, address }) => {
      expect(await alive(tokens)).toEqual([false, false]);
      await expect(login(name, PASSWORD, address)).rejects.toMatchObject({ code: 'login.wrong' });
      await users.enable(name);
      expect(await alive(tokens)).toEqual([false, false]);
    },
    writes: 3,
  }),
  crashPoint({
    does: 'the end of all tokens of a user',
    given: someone,
    work: ({ name }: Someone) => users.endTokens(name),
    holds: async ({ tokens, name }) => {
      expect(await alive(tokens)).toEqual([false, false]);
      expect(await users.liveTokens(name)).toEqual([]);
    },
    writes: 2,
  }),
  crashPoint({
    does: 'a new user',
    given: async () => given.name('user'),
    work: (name) => users.add(name, PASSWORD),
    holds: async (name, answer) => {
      const { auth_token } = await login(name, PASSWORD, given.ip());
      const id = (await identify(auth_token))?.user.id;
      expect(id).toBeGreaterThan(2);
      if (answer) expect(answer.id).toBe(id);
    },
    writes: 2,
  }),
]);
