import { expect, test } from '@jest/globals';
import { placeOf } from '#lib/pools/ip-ranges';
import { partsOf, prefixesOf, readPrefix, textOf } from '#lib/pools/prefix';

const texts = (prefix: string): string[] => {
  const read = readPrefix(prefix);
  return read ? partsOf(read).map(textOf) : [];
};

test('a prefix is cut into 256 parts, down to addresses', () => {
  expect(texts('10.0.0.0/8')).toHaveLength(256);
  expect(texts('10.0.0.0/8').slice(0, 2)).toEqual(['10.0.0.0/16', '10.1.0.0/16']);
  expect(texts('10.0.0.0/30')).toEqual(['10.0.0.0/32', '10.0.0.1/32', '10.0.0.2/32', '10.0.0.3/32']);
  expect(texts('2001:db8::/64').at(-1)).toBe('2001:db8:0:0:ff00::/72');
});

test('parts end at octets', () => {
  expect(texts('10.128.0.0/9')).toHaveLength(128);
  expect(texts('10.128.0.0/9').slice(0, 2)).toEqual(['10.128.0.0/16', '10.129.0.0/16']);
  expect(texts('10.0.0.0/22')).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24']);
});

test('an address in a prefix names it, and what is none is refused', () => {
  const read = readPrefix('10.1.2.3/8');
  expect(read && textOf(read)).toBe('10.0.0.0/8');
  expect(['10.0.0.0/33', '10.0.0.0', 'x/8', '10.0.0.0/-1'].map(readPrefix)).toEqual(Array(4).fill(undefined));
});

test('the longest prefix of a family has all its addresses', () => {
  const range = (first: string, last: string) => ({ first: placeOf(first), last: placeOf(last) });
  expect(
    prefixesOf([range('10.0.0.1', '10.0.0.9'), range('10.0.3.1', '10.0.3.1'), range('::1', '::5')]).map(textOf),
  ).toEqual(['10.0.0.0/22', '::/125']);
  expect(prefixesOf([range('9.0.0.1', '9.0.0.1')]).map(textOf)).toEqual(['9.0.0.1/32']);
  expect(prefixesOf([])).toEqual([]);
});
