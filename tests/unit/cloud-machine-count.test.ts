import { expect, test } from '@jest/globals';
import { compaction, departedBy, departureAttribute, departuresIn, machinesAt } from '#lib/cloud/machine-count';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 20, 12, 0, second));
const census = {
  counted: 10,
  departures: [
    { at: at(2).toISOString(), machines: 3 },
    { at: at(5).toISOString(), machines: 4 },
  ],
};

test('machines that end count until they have ended', () => {
  expect([0, 1, 2, 4, 5, 9].map((second) => machinesAt(census, at(second)))).toEqual([10, 10, 7, 7, 3, 3]);
});

test('departures are read from the attributes that they are written to', () => {
  const item = { counted: 1, name: 'leaving', [departureAttribute('2026-11-20T12:00:02.000Z')]: 3 };
  expect(departuresIn(item)).toEqual([{ at: '2026-11-20T12:00:02.000Z', machines: 3 }]);
});

test('compaction takes what is over off the count, and nothing else', () => {
  expect(compaction(departedBy(census, at(4)))).toEqual({
    add: { counted: -3 },
    remove: [departureAttribute('2026-11-20T12:00:02.000Z')],
  });
});
