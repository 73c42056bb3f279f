import { expect, test } from '@jest/globals';
import { hashToken, isToken, newToken } from '#lib/auth/token';

test('a token is 160 bits in 40 hex digits, and no two are alike', () => {
  const tokens = Array.from({ length: 1000 }, newToken);
  for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{40}$/);
  expect(new Set(tokens).size).toBe(1000);
});

test.each(['', 'abc', 'A'.repeat(40), 'g'.repeat(40), '0'.repeat(39), '0'.repeat(41), `${'0'.repeat(40)}\n`])(
  '%j cannot be a token',
  (text) => {
    expect(isToken(text)).toBe(false);
  },
);

test('what is kept of a token is its SHA-256', () => {
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
