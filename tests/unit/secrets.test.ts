import { expect, test } from '@jest/globals';
import { isSecretOf, secretsIn } from '#lib/core/secrets';

test('a setting has one secret, or several separated by commas', () => {
  expect(secretsIn('one')).toEqual(['one']);
  expect(secretsIn(' one,two , three')).toEqual(['one', 'two', 'three']);
});

test('a setting that names none opens nothing', () => {
  for (const setting of [',', ' ', ', ,'])
    for (const text of ['', ' ', ',', setting]) expect(isSecretOf(setting, text)).toBe(false);
});
