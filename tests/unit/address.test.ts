import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatIp, parseIp, sortableIp } from '#lib/core/address';

const format = (text: string) => {
  const ip = parseIp(text);
  return ip && formatIp(ip);
};

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
  ['::FFFF:0102:0304', '::ffff:1.2.3.4'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
])('writes %s as %s (RFC 5952)', (given, written) => {
  expect(format(given)).toBe(written);
});

test.each(['', '1.1.1', '01.1.1.1', '1.1.1.256', '1.1.1.1 ', 'fe80::1%eth0', ':::', '1::2::3', '[::1]', 'example.org'])(
  'refuses %j',
  (text) => {
    expect(parseIp(text)).toBeUndefined();
  },
);

test('every IPv6 address survives writing and reading', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 128n - 1n), (value) => {
      expect(parseIp(formatIp({ version: 6, value }))).toEqual({ version: 6, value });
    }),
  );
});

test('what is written agrees with the WHATWG URL parser, but for addresses that embed IPv4', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const written = format(text) ?? '';
      fc.pre(!written.startsWith('::ffff:'));
      expect(`[${written}]`).toBe(new URL(`http://[${text}]`).hostname);
    }),
  );
});

test('addresses sort as numbers, IPv4 before IPv6', () => {
  const sorted = ['9.0.0.0', '10.0.0.2', '10.0.0.10', '::1', '2001:db8::'];
  expect([...sorted].reverse().sort((a, b) => (sortableIp(a) < sortableIp(b) ? -1 : 1))).toEqual(sorted);
});
