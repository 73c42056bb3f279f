import { expect, test } from '@jest/globals';
import { isSameSecret } from '#lib/core/secrets';
import { enrollSecretIn, tokenIn } from '#lib/http/credentials';

test.each([
  [{ authorization: 'Token abc' }, 'abc'],
  [{ authorization: 'Bearer abc' }, 'abc'],
  [{ authorization: 'bEARER   abc ' }, 'abc'],
  [{ authentication: 'Token abc' }, 'abc'],
  [{ authorization: 'Basic YTpi', authentication: 'Token abc' }, 'abc'],
  [{ authorization: 'Token abc', authentication: 'Token def' }, 'abc'],
  [{ authorization: 'Enroll abc' }, undefined],
  [{ authorization: 'Token' }, undefined],
  [{ authorization: 'Token a b' }, undefined],
  [{ authorization: 'abc' }, undefined],
  [{ authorization: '' }, undefined],
  [{}, undefined],
])('the token of %j is %j', (headers, token) => {
  expect(tokenIn(headers)).toBe(token);
});

test('the enroll secret goes by its own scheme', () => {
  expect(enrollSecretIn({ authorization: 'enroll s3cret' })).toBe('s3cret');
  expect(enrollSecretIn({ authorization: 'Token s3cret' })).toBeUndefined();
  expect(enrollSecretIn({})).toBeUndefined();
});

test('secrets are the same or not, whatever their lengths', () => {
  expect(isSameSecret('abc', 'abc')).toBe(true);
  expect(isSameSecret('abc', 'abcd')).toBe(false);
  expect(isSameSecret('', 'a')).toBe(false);
});
