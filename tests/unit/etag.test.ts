import { expect, test } from '@jest/globals';
import { assertMatch, etagOf, namesTag } from '#lib/core/etag';

test('a tag is a quoted text that changes with what it stands for', () => {
  expect(etagOf({ a: 1 })).toMatch(/^"[\w-]{22}"$/);
  expect(etagOf({ a: 1 })).toBe(etagOf({ a: 1 }));
  expect(etagOf({ a: 1 })).not.toBe(etagOf({ a: 2 }));
});

test.each([
  ['"x"', true],
  ['"a", "x"', true],
  ['"a","x","b"', true],
  ['*', true],
  ['"a"', false],
  ['x', false],
  ['W/"x"', false],
  ['', false],
])('%s names "x": %s', (header, names) => {
  expect(namesTag(header, '"x"')).toBe(names);
});

test('without If-Match anything goes; with one that does not name what is there, it is 412', () => {
  expect(() => assertMatch(undefined, {})).not.toThrow();
  expect(() => assertMatch(etagOf({ a: 1 }), { a: 1 })).not.toThrow();
  expect(() => assertMatch('"x"', { a: 1 })).toThrow(expect.objectContaining({ kind: 'precondition' }));
});
