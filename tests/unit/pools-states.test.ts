import { describe, expect, test } from '@jest/globals';
import type { ResourceRecord } from '#lib/pools/records';
import { isFree, isHeld, shown } from '#lib/pools/resource-state';
import { countUsage, difference } from '#lib/pools/usage-counters';

const [EARLIER, NOW, LATER] = ['2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', '2026-11-20T12:00:00.000Z'];
const resource: ResourceRecord = { id: 'r', ip_address: '10.0.0.1', status: 'RELEASED', born: 'b' };
const held: ResourceRecord = { ...resource, status: 'ALLOCATED' };

describe('at a moment', () => {
  test.each([
    ['a released one', resource, false, true, {}],
    ['an allocated one', held, true, false, {}],
    ['one with an owner', { ...held, owner: 'al' }, true, false, { owner: 'al' }],
    ['a leased one', { ...held, leaseUntil: LATER, backAt: LATER }, true, false, { lease_until: LATER }],
    ['one whose lease is over', { ...held, owner: 'al', leaseUntil: NOW, backAt: NOW }, false, true, {}],
    [
      'one whose lease is over but that cools down',
      { ...held, leaseUntil: EARLIER, backAt: LATER },
      false,
      false,
      { cooling_until: LATER },
    ],
    ['one that cools down', { ...resource, owner: 'al', backAt: LATER }, false, false, { cooling_until: LATER }],
    ['one that has cooled down', { ...resource, owner: 'al', backAt: NOW }, false, true, {}],
  ])('%s', (_, stored, isHeldNow, isFreeNow, more) => {
    expect(isHeld(stored, NOW)).toBe(isHeldNow);
    expect(isFree(stored, NOW)).toBe(isFreeNow);
    const plain = { id: 'r', ip_address: '10.0.0.1', status: isHeldNow ? 'ALLOCATED' : 'RELEASED' };
    expect(shown(stored, NOW, 'plain')).toEqual(plain);
    expect(shown(stored, NOW, 'full')).toEqual({ ...plain, ...more });
  });
});

test('what changes add up to is the difference of the counts', () => {
  const leased = { ...held, backAt: LATER };
  const before = [resource, held, leased];
  const after = [held, resource, leased, resource];
  expect(countUsage(before)).toEqual({ total: 3, held: 1, timed: 1 });
  expect(difference(after.map((one, i) => ({ before: before[i], after: one })))).toEqual({
    total: 1,
    held: 0,
    timed: 0,
  });
  expect(difference(before.map((one) => ({ before: one })))).toEqual({ total: -3, held: -1, timed: -1 });
});
