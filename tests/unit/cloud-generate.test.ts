import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Chance, generateIpv4, generateIpv6, generateName } from '#lib/cloud/generate';
import { MachineName } from '#lib/cloud/model';
import { parseIp } from '#lib/core/address';

const chance = (share: number, byte: number): Chance => ({
  below: (max) => Math.min(max - 1, Math.floor(max * share)),
  bytes: (count) => Buffer.alloc(count, byte),
});
const anyChance = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)).map(([a, b]) => chance(a, b));

test('names are two words and a number', () => {
  expect(generateName(chance(0, 0))).toBe('able-badger-0');
  expect(generateName(chance(1, 0))).toBe('zesty-zebra-9999');
  fc.assert(fc.property(anyChance, (given) => MachineName.safeParse(generateName(given)).success));
});

test('IPv4 addresses are from 100.64.0.0/10, but not its first or last', () => {
  expect([generateIpv4(chance(0, 0)), generateIpv4(chance(1, 0))]).toEqual(['100.64.0.1', '100.127.255.254']);
});

test('IPv6 addresses are from fd00::/8', () => {
  expect(generateIpv6(chance(0, 0))).toBe('fd00::');
  expect(generateIpv6(chance(0, 255))).toBe('fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
  fc.assert(fc.property(anyChance, (given) => (parseIp(generateIpv6(given))?.value ?? 0n) >> 120n === 0xfdn));
});
