import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { TimeRange } from '#lib/http/time-range';

const span = z.object(TimeRange);

test('a date is its first moment for from and its last for to', () => {
  expect(span.parse({ from: '2026-11-20', to: '2026-11-20' })).toEqual({
    from: '2026-11-20T00:00:00.000Z',
    to: '2026-11-20T23:59:59.999Z',
  });
});

test('a date and time is that moment in UTC', () => {
  expect(span.parse({ from: '2026-11-20T15:44:00+01:00', to: '2026-11-20T15:44:00.5Z' })).toEqual({
    from: '2026-11-20T14:44:00.000Z',
    to: '2026-11-20T15:44:00.500Z',
  });
});

test.each([
  '',
  'yesterday',
  '2026-13-01',
  '2026-02-30',
  '2026-11-20T25:00:00Z',
  '2026-11-20T15:44:00',
  '1700000000',
  '9999-12-31T23:59:59-01:00',
  '0000-01-01T00:00:00+01:00',
])('%s is refused with what would be right', (text) => {
  const { error } = span.safeParse({ from: text, to: text });
  expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual(
    ['from', 'to'].map((name) => [name, 'must be a date (2026-11-20) or a date and time (2026-11-20T15:44:00Z)']),
  );
});
