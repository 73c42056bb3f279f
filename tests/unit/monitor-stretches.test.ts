import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareBytes } from '#lib/core/text';
import { cutAnew, type Stretch, stretchesOfPart } from '#lib/monitor/stretches';

const SIZE = 4;
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `web-${String(from + i).padStart(4, '0')}`);

/** Which stretch a name is in. */
const placeOf = (stretches: readonly Stretch[], name: string): number | undefined =>
  stretches.findLast(({ begin }) => compareBytes(begin, name) <= 0)?.number;

const filling = (stretches: readonly Stretch[], names: readonly string[]): Map<number | undefined, number> =>
  names.reduce((counts, name) => {
    const number = placeOf(stretches, name);
    return counts.set(number, (counts.get(number) ?? 0) + 1);
  }, new Map<number | undefined, number>());

/** Names as callers choose them, beyond the first plane as well, whose order is another in JavaScript. */
const name = fc.string({
  unit: fc.constantFrom('a', 'b', '-', '0', '9', 'é', '\uff5e', '\u{1f600}'),
  minLength: 1,
  maxLength: 8,
});
const list = fc.uniqueArray(name, { maxLength: 120 }).map((names) => names.sort(compareBytes));

test('a short list is one stretch; a long one is cut into equal ones, where as little of a name as will do says where', () => {
  expect(cutAnew([], numbered(0, 2 * SIZE), SIZE)).toEqual([{ begin: '', number: 0 }]);
  expect(cutAnew([], numbered(0, 16), SIZE)).toEqual([
    { begin: '', number: 0 },
    { begin: 'web-0004', number: 1 },
    { begin: 'web-0008', number: 2 },
    { begin: 'web-0012', number: 3 },
  ]);
  expect(cutAnew([], ['a', 'b', 'bb', 'bcd', 'bde', 'cdf', 'd', 'e', 'f'], SIZE).map(({ begin }) => begin)).toEqual([
    '',
    'c',
  ]);
});

test('a stretch that grows is divided, and the others keep their places', () => {
  const before = cutAnew([], numbered(0, 16), SIZE);
  const more = [
    ...numbered(0, 6),
    ...numbered(6, 8).flatMap((each) => [0, 1, 2, 3].map((n) => `${each}.${n}`)),
    ...numbered(8, 16),
  ];
  const after = cutAnew(before, more, SIZE);
  expect(after.filter(({ number }) => number < 4)).toEqual(before);
  expect(after).toHaveLength(5);
  expect(cutAnew(after, more, SIZE)).toEqual(after);
});

test('what has become short is joined, and its number is given to the next that is new', () => {
  const before = cutAnew([], numbered(0, 16), SIZE);
  const fewer = [...numbered(0, 4), ...numbered(4, 5), ...numbered(8, 10), ...numbered(12, 16)];
  const after = cutAnew(before, fewer, SIZE);
  expect(after.map(({ number }) => number)).toEqual([0, 1, 3]);
  expect(cutAnew(after, [...fewer, ...numbered(16, 22)], SIZE).map(({ number }) => number)).toEqual([0, 1, 3, 2]);
});

test('whatever lists come one after another, stretches cover everything, none is long, and few names move', () => {
  fc.assert(
    fc.property(fc.array(list, { minLength: 1, maxLength: 5 }), (lists) => {
      let stretches: Stretch[] = [];
      for (const names of lists) {
        stretches = cutAnew(stretches, names, SIZE);
        const begins = stretches.map(({ begin }) => begin);
        expect(begins[0]).toBe('');
        expect(begins).toEqual([...new Set(begins)].sort(compareBytes));
        expect(new Set(stretches.map(({ number }) => number)).size).toBe(stretches.length);
        const counts = filling(stretches, names);
        expect(counts.has(undefined)).toBe(false);
        expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(2 * SIZE);
        expect(cutAnew(stretches, names, SIZE)).toEqual(stretches);
      }
    }),
  );
});

test('each stretch is in one part, whatever the parts are', () => {
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 40 }), (names, of) => {
      const stretches = cutAnew([], names, SIZE);
      const parts = Array.from({ length: of }, (_, i) => stretchesOfPart(stretches, { index: i + 1, of }));
      const sizes = parts.map(({ length }) => length);
      expect(
        parts
          .flat()
          .map(({ begin }) => begin)
          .sort(compareBytes),
      ).toEqual(stretches.map(({ begin }) => begin));
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});
