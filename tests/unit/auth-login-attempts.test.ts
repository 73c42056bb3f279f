import { expect, test } from '@jest/globals';
import { networkOf, secondsLeft, subjectsOf, verdictOf } from '#lib/auth/login-attempts';

test('a full window is over when that many were wrong, and busy while some are being compared', () => {
  expect(verdictOf({ tries: 10, wrong: 10, endsAtMs: 0 }, 10)).toBe('over');
  expect(verdictOf({ tries: 10, wrong: 9, endsAtMs: 0 }, 10)).toBe('busy');
});

test('Retry-After is in whole seconds, rounded up, and never 0', () => {
  const left = (ms: number) => secondsLeft({ tries: 0, wrong: 0, endsAtMs: ms }, new Date(0));
  expect([left(900_000), left(1001), left(1), left(0), left(-5)]).toEqual([900, 2, 1, 1, 1]);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
  ['::1', '::/64'],
  ['', ''],
])('tries from %j count for %j', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('a name has 10 wrong tries and an address 100', () => {
  expect(subjectsOf('alice', '192.0.2.7')).toEqual([
    { of: 'name', whom: 'alice', most: 10 },
    { of: 'address', whom: '192.0.2.7', most: 100 },
  ]);
});
