import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatIp } from '#lib/core/address';
import { addressesOf, asRanges, listed, readEntries } from '#lib/pools/ip-ranges';

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
  expect(readEntries([entry]).faults).toEqual([]);
  expect(listed([entry])).toEqual(addresses);
});

test('a list keeps its order', () => {
  const addresses = listed(['10.0.0.9', '10.0.0.0/30', '::1', '10.0.0.4']);
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
  expect(readEntries(['10.9.9.9', entry]).faults).toEqual([{ path: '1', message: expect.stringMatching(message) }]);
});

test('names every fault of a list in its order', () => {
  expect(readEntries(['10.0.0.0/29', 'nope', '10.0.0.3', '10.0.0.1-10.0.0.8'])).toMatchObject({
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

test('lists up to 4,096 addresses, and of more what was sent, in canonical form', () => {
  expect(listed(['10.0.0.0-10.0.15.255'])).toHaveLength(4096);
  expect(listed(['10.0.0.0-10.0.15.255', '2001:DB8:0::/64'])).toEqual(['10.0.0.0-10.0.15.255', '2001:db8::/64']);
});

test('a block of everything is read at once; one that ids cannot tell apart is refused', () => {
  expect(readEntries(['0.0.0.0/0', '2001:db8::/16']).faults).toEqual([
    { path: '1', message: 'has host bits set; the block is 2001::/16' },
  ]);
  expect(readEntries(['::/0']).faults).toEqual([{ path: '0', message: 'must have at most 2^121 addresses' }]);
});

test('whatever addresses are written as ranges come back from them', () => {
  const ip = fc.oneof(
    fc.bigInt(0n, 300n).map((value) => formatIp({ version: 4, value })),
    fc.bigInt(2n ** 64n, 2n ** 64n + 300n).map((value) => formatIp({ version: 6, value })),
  );
  fc.assert(
    fc.property(fc.uniqueArray(ip, { maxLength: 100 }), (addresses) => {
      const ranges = asRanges(readEntries(addresses).intervals);
      const { intervals, faults } = readEntries(ranges);
      expect(faults).toEqual([]);
      expect(addressesOf(intervals).sort()).toEqual([...addresses].sort());
      expect(asRanges(intervals)).toEqual(ranges);
    }),
  );
});
