import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byPriority, mismatch } from '#lib/fleet/match';
import type { Match } from '#lib/fleet/model';
import { fitsGlob, isWithin } from '#lib/fleet/patterns';

const MAC = '52:54:00:12:34:56';
const DEVICE = { id: MAC, name: 'web-1', ip: '10.1.0.7' };

test.each<[string, Match]>([
  ['nothing is asked', {}],
  ['a prefix with colons', { mac_prefixes: ['52:54:00'] }],
  ['a prefix with dashes, in capitals', { mac_prefixes: ['ff', '52-54-00-1'] }],
  ['a bare prefix', { mac_prefixes: ['525400'] }],
  ['an id', { ids: [MAC] }],
  ['an id in another spelling', { ids: ['52-54-00-*'] }],
  ['a pattern for names', { names: ['db-*', 'web-*'] }],
  ['a block', { cidrs: ['2001:db8::/32', '10.1.0.0/16'] }],
  ['every part', { mac_prefixes: ['52:54'], ids: ['*'], names: ['*'], cidrs: ['0.0.0.0/0'] }],
])('a device matches where %s', (_, match) => {
  expect(mismatch(match, DEVICE)).toBeUndefined();
});

test.each<[keyof Match, Match]>([
  ['mac_prefixes', { mac_prefixes: ['52:54:01'] }],
  ['ids', { ids: ['rack3-*'] }],
  ['names', { mac_prefixes: ['52'], names: ['WEB-*'] }],
  ['cidrs', { cidrs: ['10.2.0.0/16', '::/0'] }],
])('a device does not match where %s does not hold, and is told so', (part, match) => {
  expect(mismatch(match, DEVICE)).toBe(`${part}: none matches`);
});

test('an id that is no MAC address has no prefix, and its case counts', () => {
  expect(mismatch({ mac_prefixes: ['5'] }, { id: '525400123456x' })).toBe('mac_prefixes: none matches');
  expect(mismatch({ ids: ['Rack3-*'] }, { id: 'rack3-1' })).toBe('ids: none matches');
});

test('a device without an address is in no block', () => {
  expect(mismatch({ cidrs: ['0.0.0.0/0', '::/0'] }, { id: 'x' })).toBe('cidrs: none matches');
});

test.each([
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['*b*', 'abc', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'acb', false],
  ['a.c', 'abc', false],
  ['**', 'x', true],
])('%j fits %j: %p', (pattern, text, fits) => {
  expect(fitsGlob(pattern, text)).toBe(fits);
});

test('a pattern fits whatever it is made from, as a regular expression says', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });
  fc.assert(
    fc.property(part, part, (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 's');
      expect(fitsGlob(pattern, text)).toBe(expression.test(text));
    }),
  );
});

test.each([
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.0.0.7/32', '10.0.0.7', true],
  ['0.0.0.0/0', '255.1.1.1', true],
  ['0.0.0.0/0', '::1', false],
  ['2001:db8::/33', '2001:db8:7fff::1', true],
  ['2001:db8::/33', '2001:db8:8000::1', false],
])('%s has %s: %p', (block, address, has) => {
  expect(isWithin(block, address)).toBe(has);
});

test('rules are tried by priority, then by name', () => {
  const rules = [
    { priority: 100, name: 'b' },
    { priority: 0, name: 'z' },
    { priority: 100, name: 'a' },
  ];
  expect(rules.sort(byPriority).map(({ name }) => name)).toEqual(['z', 'a', 'b']);
});
