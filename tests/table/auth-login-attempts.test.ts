import { expect, test } from '@jest/globals';
import { throttled } from '#lib/auth/service/login-throttle';
import { later, sleep } from '#lib/core/clock';
import { given } from '#support/given';

const begin = new Date('2026-11-20T15:44:00.000Z');
const MINUTE_MS = 60_000;

const right = async () => 'in';
const wrong = async () => undefined;

/** A try, in words: `in`, `wrong`, or `429 after` so many seconds. */
const attempt = async (name: string, address: string, compare: () => Promise<string | undefined>, ms = 0) => {
  try {
    return (await throttled(name, address, compare, { now: () => later(begin, ms) })) ?? 'wrong';
  } catch (error) {
    return `429 after ${(error as { headers: Record<string, string> }).headers['Retry-After']}`;
  }
};

const attempts = async (count: number, ...of: Parameters<typeof attempt>): Promise<string[]> => {
  const results: string[] = [];
  for (let n = 0; n < count; n += 1) results.push(await attempt(...of));
  return results;
};

test('after 10 wrong tries for a name even the right password is refused, from any address', async () => {
  const name = given.name();
  expect(await attempts(10, name, given.ip(), wrong)).toEqual(Array(10).fill('wrong'));
  expect(await attempt(name, given.ip(), right, MINUTE_MS)).toBe('429 after 840');
  expect(await attempt(given.name(), given.ip(), right, MINUTE_MS)).toBe('in');
});

test('the window begins with its first try and is over 15 minutes later', async () => {
  const name = given.name();
  await attempts(10, name, given.ip(), wrong);
  expect(await attempt(name, given.ip(), right, 15 * MINUTE_MS - 1)).toBe('429 after 1');
  expect(await attempt(name, given.ip(), wrong, 15 * MINUTE_MS)).toBe('wrong');
  expect(await attempt(name, given.ip(), right, 15 * MINUTE_MS)).toBe('in');
});

test('a right login clears the wrong tries of its name', async () => {
  const name = given.name();
  await attempts(9, name, given.ip(), wrong);
  expect(await attempt(name, given.ip(), right)).toBe('in');
  expect(await attempts(10, name, given.ip(), wrong)).toEqual(Array(10).fill('wrong'));
  expect(await attempt(name, given.ip(), right)).toBe('429 after 900');
});

test('an address has 100 wrong tries over all names, and right logins neither use them up nor clear them', async () => {
  const address = given.ip();
  for (let n = 0; n < 99; n += 1) await attempt(given.name(), address, wrong);
  expect(await attempts(3, given.name(), address, right)).toEqual(['in', 'in', 'in']);
  expect(await attempt(given.name(), address, wrong)).toBe('wrong');
  expect(await attempt(given.name(), address, right)).toBe('429 after 900');
  expect(await attempt(given.name(), given.ip(), right)).toBe('in');
});

test('of 64 guesses that race each other 10 are compared and the rest refused', async () => {
  const name = given.name();
  let compared = 0;
  const guess = async () => {
    compared += 1;
    await sleep(20);
    return undefined;
  };
  const results = await Promise.all(Array.from({ length: 64 }, () => attempt(name, given.ip(), guess)));
  expect(compared).toBe(10);
  expect(results.filter((result) => result === 'wrong')).toHaveLength(10);
  expect(results.filter((result) => result === '429 after 900')).toHaveLength(54);
});

test('64 right logins of one name from one address all get in, however they race', async () => {
  const [name, address] = [given.name(), given.ip()];
  const slowly = async () => {
    await sleep(5);
    return 'in';
  };
  const results = await Promise.all(Array.from({ length: 64 }, () => attempt(name, address, slowly)));
  expect(results).toEqual(Array(64).fill('in'));
  expect(await attempts(10, name, address, wrong)).toEqual(Array(10).fill('wrong'));
});

test('a comparison that failed is no wrong try', async () => {
  const name = given.name();
  const broken = () => Promise.reject(new Error('no memory'));
  for (let n = 0; n < 12; n += 1)
    await expect(throttled(name, given.ip(), broken, { now: () => begin })).rejects.toThrow('no memory');
  expect(await attempt(name, given.ip(), right)).toBe('in');
});
