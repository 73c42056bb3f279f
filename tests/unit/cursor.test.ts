import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '#lib/core/errors';
import { cursorAfter, openCursor, positionAfter, sealCursor } from '#lib/db/cursor';
import type { KeyQuery } from '#lib/db/keys';

const rows: KeyQuery = { partition: 'P', prefix: 'ROW#' };
const range: KeyQuery = { partition: 'P', from: '2026-01', to: '2026-02' };
const indexed: KeyQuery = { index: true, partition: 'I' };

const refused = expect.objectContaining({ kind: 'invalid', errors: [{ path: 'cursor', message: expect.any(String) }] });

const faultOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return error;
  }
};

test('what is sealed comes out again', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 4 }),
      (list, position) => {
        const cursor = sealCursor(list, position);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(openCursor(list, cursor)).toEqual(position);
      },
    ),
  );
});

test('a cursor of another list is refused', () => {
  const cursor = cursorAfter(rows, { pk: 'P', sk: 'ROW#1' });
  for (const other of [{ ...rows, partition: 'Q' }, { ...rows, prefix: 'ROW' }, { ...rows, index: true }, range])
    expect(faultOf(() => positionAfter(other, cursor))).toEqual(refused);
});

test('a cursor that was altered anywhere is refused', () => {
  const cursor = cursorAfter(rows, { pk: 'P', sk: 'ROW#1' }) ?? '';
  for (let at = 0; at < cursor.length; at += 1) {
    const altered = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
    expect(faultOf(() => positionAfter(rows, altered))).toEqual(refused);
  }
  for (const altered of [`${cursor}=`, `${cursor}A`, ` ${cursor}`, cursor.slice(1), cursor.slice(0, -1)])
    expect(faultOf(() => positionAfter(rows, altered))).toEqual(refused);
});

test('any other text is refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.json().map((json) => Buffer.from(json).toString('base64url')),
      ),
      (text) => {
        expect(faultOf(() => positionAfter(rows, text))).toEqual(refused);
      },
    ),
  );
});

test('a cursor leads on from the last item of its page', () => {
  const after = { pk: 'P', sk: 'ROW#7' };
  expect(positionAfter(rows, cursorAfter(rows, after))).toEqual(after);
  const place = { ipk: 'I', isk: '7', pk: 'P', sk: 'ROW#7' };
  expect(positionAfter(indexed, cursorAfter(indexed, place))).toEqual(place);
  expect(cursorAfter(rows, undefined)).toBeUndefined();
  expect(positionAfter(rows, undefined)).toBeUndefined();
});

/** Whoever knows how cursors are made still gets nowhere with one but inside of the list. */
const forged = (question: KeyQuery, ...position: string[]): string =>
  sealCursor(
    JSON.stringify([question.index ?? false, question.partition, question.prefix, question.from, question.to]),
    position,
  );

test.each([
  ['of another kind of item', rows, ['SECRET#1']],
  ['before the stretch', range, ['2025-12']],
  ['after the stretch', range, ['2026-03']],
  ['without a key', rows, ['']],
  ['with a key that is too long', rows, [`ROW#${'x'.repeat(1024)}`]],
  ['with half a character', rows, ['ROW#\ud800']],
  ['with too few parts', indexed, ['7']],
  ['with too many parts', rows, ['ROW#1', 'P', 'ROW#1']],
  ['with an empty key of the table', indexed, ['7', '', 'ROW#1']],
])('a forged position %s is refused', (_, question, position) => {
  expect(faultOf(() => positionAfter(question, forged(question, ...position)))).toEqual(refused);
});

test('a forged position inside of the list is just a place in it', () => {
  expect(positionAfter(range, forged(range, '2026-01-17'))).toEqual({ pk: 'P', sk: '2026-01-17' });
});

test.each([[''], ['\ud800'], ['x'.repeat(2049)]])('a position that no key can have is no cursor: %j', (part) => {
  expect(faultOf(() => openCursor('pools', sealCursor('pools', [part])))).toEqual(refused);
});
