import { expect, test } from '@jest/globals';
import { hashPassword, isPassword } from '#lib/auth/password';
import { sampleUsers } from '#tools/local/sample-users';

test('a password is the one that was hashed, and no other is', async () => {
  const hash = await hashPassword('correct horse');
  expect(await isPassword('correct horse', hash)).toBe(true);
  expect(await isPassword('correct horsf', hash)).toBe(false);
  expect(await isPassword('', hash)).toBe(false);
});

test('the parameters of scrypt stand beside the hash, and two hashes of one password differ', async () => {
  const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
  expect(one).toMatch(/^scrypt\$16384\$8\$5\$[\w-]{22}\$[\w-]{43}$/);
  expect(one).not.toBe(other);
});

test('a hash made with other parameters is still read', async () => {
  const weaker = 'scrypt$1024$8$1$c2FsdA$-jRLtWGqwbUzRvMN4-1uXPEu-5SPbkMPyA7E6CwOjKs';
  expect(await isPassword('correct horse', weaker)).toBe(true);
  expect(await isPassword('correct horsf', weaker)).toBe(false);
});

test('nothing is the password of nobody, not even what stands in for it', async () => {
  expect(await isPassword('correct horse', undefined)).toBe(false);
  expect(await isPassword('', undefined)).toBe(false);
});

test('text that looks the same is the same password (NFKC)', async () => {
  expect(await isPassword('cafe\u0301 pass', await hashPassword('caf\u00e9 pass'))).toBe(true);
});

test('alice and betty are users 1 and 2 with the password hunter2', async () => {
  const users = sampleUsers('2026-11-20T15:44:00.000Z');
  expect(users.map(({ id, name, sample }) => [id, name, sample])).toEqual([
    [1, 'alice', true],
    [2, 'betty', true],
  ]);
  for (const { password } of users) expect(await isPassword('hunter2', password)).toBe(true);
});
