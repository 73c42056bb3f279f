import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatIp } from '#lib/core/address';
import { collapse, expand } from '#lib/pools/ip-ranges';

test.each([
  ['10.0.0.7', ['10.0.0.7']],
  ['10.0.0.0/30', ['10.0.0.1', '10.0.0.2']],
  ['10.0.0.0/31', ['10.0.0.0', '10.0.0.1']],
  ['10.0.0.9/32', ['10.0.0.9']],
  ['10.0.0.254-10.0.1.1', ['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1']],
  ['10.0.0.1-10.0.0.1', ['10.0.0.1']],
  ['2001:DB8:0::1', ['2001:db8::1']],
  ['2001:db8::/126', ['2001:db8::1', '2001:db8::2']],
  ['2001:db8::/127', ['2001:db8::', '2001:db8::1']],
  ['2001:db8::5/128', ['2001:db8::5']],
  ['2001:db8::fffe-2001:db8::1:0', ['2001:db8::fffe', '2001:db8::ffff', '2001:db8::1:0']],
])('%s stands for %j', (entry, addresses) => {
  expect(expand([entry])).toEqual({ addresses, faults: [] });
});

test('a list keeps its order', () => {
  const { addresses } = expand(['10.0.0.9', '10.0.0.0/30', '::1', '10.0.0.4']);
  expect(addresses).toEqual(['10.0.0.9', '10.0.0.1', '10.0.0.2', '::1', '10.0.0.4']);
});

test.each([
  ['nope', /must be an IPv4 or IPv6 address/],
  ['', /must be an IPv4 or IPv6 address/],
  ['10.0.0.1-', /must be an IPv4 or IPv6 address/],
  ['10.0.0.1-x', /must be an IPv4 or IPv6 address/],
  ['10.0.0.0/33', /prefix length from 0 to 32/],
  ['10.0.0.0/-1', /prefix length from 0 to 32/],
  ['10.0.0.0/ 8', /prefix length from 0 to 32/],
  ['::/129', /prefix length from 0 to 128/],
  ['10.0.0.5/29', /has host bits set; the block is 10.0.0.0\/29/],
  ['10.0.0.2-10.0.0.1', /must not end before it begins/],
  ['10.0.0.2-::5', /both ends in one family/],
])('refuses %j', (entry, message) => {
  expect(expand(['10.9.9.9', entry]).faults).toEqual([{ path: '1', message: expect.stringMatching(message) }]);
});

test('names every fault of a list in its order', () => {
  expect(expand(['10.0.0.0/29', 'nope', '10.0.0.3', '10.0.0.1-10.0.0.8'])).toMatchObject({
    faults: [
      { path: '1', message: expect.stringContaining('must be') },
      { path: '2', message: 'repeats 10.0.0.3; an address stands once in a pool' },
      {
        path: '3',
        message:
          'repeats 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5 and 1 more; an address stands once in a pool',
      },
    ],
  });
});

test('takes 4,096 addresses and not one more', () => {
  expect(expand(['10.0.0.0-10.0.15.255']).addresses).toHaveLength(4096);
  const message = 'has 4097 addresses; 4096 a request are the most';
  expect(expand(['10.0.0.0-10.0.15.255', '10.1.0.0'])).toEqual({ addresses: [], faults: [{ path: '', message }] });
});

test('counts before it makes anything: a block of everything is refused at once', () => {
  expect(expand(['::/0', '0.0.0.0/0']).faults).toEqual([
    { path: '', message: expect.stringMatching(/^has \d{39} addresses/) },
  ]);
});

test('whatever addresses are collapsed come back by expanding, in numeric order', () => {
  const ip = fc.oneof(
    fc.bigInt(0n, 300n).map((value) => formatIp({ version: 4, value })),
    fc.bigInt(2n ** 64n, 2n ** 64n + 300n).map((value) => formatIp({ version: 6, value })),
  );
  fc.assert(
    fc.property(fc.uniqueArray(ip, { maxLength: 100 }), (addresses) => {
      const { addresses: back, faults } = expand(collapse(addresses));
      expect(faults).toEqual([]);
      expect([...back].sort()).toEqual([...addresses].sort());
      expect(collapse(back)).toEqual(collapse(addresses));
    }),
  );
});
