import { expect, test } from '@jest/globals';
import { editDistance } from '#lib/core/edit-distance';
import { closestTypes, isKnownPattern } from '#lib/events/closest-types';
import { EVENT_TYPES } from '#lib/events/types';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['down', 'dwon', 1],
  ['down', 'downs', 1],
  ['down', 'own', 1],
  ['down', 'dawn', 1],
  ['kitten', 'sitting', 3],
  ['ab', 'ba', 1],
])('%j and %j are %i changes apart', (a, b, changes) => {
  expect(editDistance(a, b)).toBe(changes);
  expect(editDistance(b, a)).toBe(changes);
});

test('types, areas, and what begins as some type does are known', () => {
  for (const type of EVENT_TYPES) {
    const [area = ''] = type.split('.');
    for (const pattern of [type, area, `${area}.*`, `${type.slice(0, -2)}*`])
      expect(isKnownPattern(pattern)).toBe(true);
  }
  for (const pattern of ['*', 'webhook.test']) expect(isKnownPattern(pattern)).toBe(true);
});

test.each([
  ['server.dwon', ['server.down']],
  ['servers.down', ['server.down']],
  ['sever.*', ['server.*']],
  ['severs', ['server']],
  ['address.relesed', ['address.released']],
  ['server.dwn*', ['server.down']],
  ['user.logged', ['user.logged-in']],
])('%s is not known; the closest are %j', (pattern, closest) => {
  expect(isKnownPattern(pattern)).toBe(false);
  expect(closestTypes(pattern)).toEqual(closest);
});
