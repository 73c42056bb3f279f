import { expect, test } from '@jest/globals';
import { mayBeginAddress, spellingsOf } from '#lib/monitor/spellings';

test('a beginning is spelled in small and capital letters, sixteen ways at most', () => {
  expect(spellingsOf('Db-')).toEqual(['db-', 'dB-', 'Db-', 'DB-']);
  expect(spellingsOf('10.0.0.1')).toEqual(['10.0.0.1']);
  expect(spellingsOf('webserver')).toHaveLength(16);
  expect(spellingsOf('webserver')).toContain('wEbS');
  expect(spellingsOf('käse')).toEqual(['k', 'K', '\u212a']);
  expect(spellingsOf('Ärger')).toEqual(['']);
});

test('whatever becomes an ASCII character in small letters is among its spellings', () => {
  const missed: string[] = [];
  for (let code = 1; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    const [small = ''] = character.toLowerCase();
    if (small <= '~' && !spellingsOf(small).includes(character)) missed.push(character);
  }
  expect(missed).toEqual([]);
});

test('an address begins with digits, letters to f, dots and colons', () => {
  expect(['10.', 'fe80::', 'DB', ''].map(mayBeginAddress)).toEqual([true, true, true, true]);
  expect(['web', '10.0.0.0/8', 'db-', 'ä'].map(mayBeginAddress)).toEqual([false, false, false, false]);
});
