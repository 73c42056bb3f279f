import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { prefersCsv } from '#lib/http/content-negotiation';
import { toCsv } from '#lib/http/csv';
import { readCsv } from '#lib/import/csv';

test('a header line, lines that end with CRLF, quotes where they are needed', () => {
  const rows = [{ id: 1, name: 'a, "b"', up: true, at: null, exec: { status: 'OK' }, tags: ['x', 'y'] }];
  const columns = ['id', 'name', 'up', 'at', 'exec.status', 'tags'];
  expect(toCsv(rows, columns)).toBe('id,name,up,at,exec.status,tags\r\n1,"a, ""b""",true,,OK,"[""x"",""y""]"\r\n');
});

test('the columns are those that are given, whatever the rows have', () => {
  const rows = [
    { a: 1, data: { x: '1', y: { z: 2 } } },
    { b: 2, exec: null },
    { exec: { status: 'OK' }, data: {} },
  ];
  expect(toCsv(rows, ['a', 'exec.status', 'data'])).toBe(
    'a,exec.status,data\r\n1,,"{""x"":""1"",""y"":{""z"":2}}"\r\n,,\r\n,OK,{}\r\n',
  );
});

test('an empty list has its header line', () => {
  expect(toCsv([], ['id', 'name'])).toBe('id,name\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('the text %j is no formula any more', (text) => {
  const csv = toCsv([{ a: text, b: '' }], ['a', 'b']);
  expect(csv).toBe(`a,b\r\n"'${text}",\r\n`);
  expect(readCsv(csv)[1]?.cells).toEqual([text, '']);
});

test('numbers are numbers, below zero too', () => {
  expect(toCsv([{ a: -1.5 }], ['a'])).toBe('a\r\n-1.5\r\n');
});

test('whatever is written is read again, apostrophes before formulas included', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^'{0,3}[=+@-]?[a"',\r\n]{0,3}$/));
  fc.assert(
    fc.property(fc.array(fc.record({ a: text, b: text })), (rows) => {
      const [, ...lines] = readCsv(toCsv(rows, ['a', 'b']));
      expect(lines.map(({ cells }) => cells)).toEqual(rows.map(({ a, b }) => [a, b]));
    }),
  );
});

test('lines are numbered as an editor does, by where they begin; those that are empty are left out', () => {
  expect(readCsv('\uFEFFa,b\r\n1,"x\ny"\r\n\r\n3,\n4,5\r6,7')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1', 'x\ny'] },
    { line: 5, cells: ['3', ''] },
    { line: 6, cells: ['4', '5'] },
    { line: 7, cells: ['6', '7'] },
  ]);
});

test('a quote without an end is refused, naming the line', () => {
  for (const csv of ['a\n"b', 'a\n"b"c\n', 'a\nx"y\n'])
    expect(() => readCsv(csv)).toThrow(expect.objectContaining({ code: 'import.malformed', kind: 'invalid' }));
  expect(() => readCsv('a\n"b')).toThrow(/line 2/);
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
