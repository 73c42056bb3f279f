import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { prefersCsv } from '#lib/http/content-negotiation';
import { parseCsv, plainCell, toCsv } from '#lib/http/csv';

test('a header line, lines that end with CRLF, quotes where they are needed', () => {
  const rows = [{ id: 1, name: 'a, "b"', up: true, at: null, exec: { status: 'OK' }, tags: ['x', 'y'] }];
  expect(toCsv(rows)).toBe('id,name,up,at,exec.status,tags\r\n1,"a, ""b""",true,,OK,"[""x"",""y""]"\r\n');
});

test('an empty list has its header line', () => {
  expect(toCsv([], ['id', 'name'])).toBe('id,name\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('the text %j is no formula any more', (text) => {
  const [, [cell = ''] = []] = parseCsv(toCsv([{ a: text, b: '' }]));
  expect(cell).toBe(`'${text}`);
  expect(plainCell(cell)).toBe(text);
});

test('numbers are numbers, below zero too', () => {
  expect(toCsv([{ a: -1.5 }])).toBe('a\r\n-1.5\r\n');
});

test('whatever is written is read again', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ a: fc.string({ unit: 'grapheme' }), b: fc.string() })), (rows) => {
      const [, ...lines] = parseCsv(toCsv(rows, ['a', 'b']));
      expect(lines.map(([a = '', b = '']) => ({ a: plainCell(a), b: plainCell(b) }))).toEqual(
        rows.map(({ a, b }) => ({ a: asRead(a), b: asRead(b) })),
      );
    }),
  );
});

/** A text that begins with the apostrophe of a neutralised one cannot be told from it. */
const asRead = (text: string): string => plainCell(text);

test('a quote without an end is refused', () => {
  expect(() => parseCsv('a\n"b')).toThrow('A quoted field has no end');
  expect(() => parseCsv('a\n"b"c\n')).toThrow('goes on behind its end');
});

test.each([
  ['text/csv', true],
  ['text/csv, */*;q=0.1', true],
  ['text/csv;q=0.5, application/json', false],
  ['application/json, text/csv', false],
  ['*/*', false],
  ['text/csv;q=0', false],
  ['', false],
])('%j prefers CSV: %j', (accept, preferred) => {
  expect(prefersCsv(accept)).toBe(preferred);
});
