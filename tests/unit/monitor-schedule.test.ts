import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { scheduledAt } from '#events/schedule';
import { chunk } from '#lib/core/chunk';
import { readSettings } from '#lib/core/settings';
import { BATCH_SERVERS, leaseMs, type Pace, periodMs, worstBatchMs } from '#lib/monitor/schedule';
import { nextWindow } from '#lib/monitor/windows';

const pace: Pace = { count: 4, timeoutMs: 1000, periodMs: 250, gapMs: 1 };

test('a rate is a period', () => {
  expect(['1 minute', '5 minutes', '1 hour', '12 hours', '2 days'].map(periodMs)).toEqual([
    60_000, 300_000, 3_600_000, 43_200_000, 172_800_000,
  ]);
});

test.each(['1 minutes', '5 minute', '0 minutes', '01 minute', 'minute', '1.5 hours', '-1 minutes'])(
  'the rate %s is refused with a sentence',
  (SWEEP_RATE) => {
    expect(() => readSettings({ SWEEP_RATE })).toThrow(
      'Bad settings: SWEEP_RATE must be like `1 minute` or `5 minutes`.',
    );
  },
);

test('a chunk in which nobody answers takes each timeout in turn, and the starts', () => {
  expect(worstBatchMs(pace)).toBe(BATCH_SERVERS * 4 + 4000);
  expect(worstBatchMs(pace, 1)).toBe(4004);
});

test('a lease outlives the slowest chunk, and never what Lambda allows', () => {
  expect(leaseMs(pace)).toBeGreaterThan(worstBatchMs(pace));
  expect(leaseMs({ ...pace, timeoutMs: 60_000, count: 100 })).toBe(900_000);
});

test('a schedule event has its moment, and one by hand has none', () => {
  const sample = JSON.parse(readFileSync(new URL('../../events/samples/schedule.json', import.meta.url), 'utf8'));
  expect(scheduledAt(sample)).toEqual(new Date('2026-11-20T15:44:00Z'));
  expect(scheduledAt({ byHand: true })).toBeUndefined();
  expect(scheduledAt({})).toBeUndefined();
  expect(scheduledAt(null)).toBeUndefined();
});

test('a standstill is caught up with day by day', () => {
  expect(nextWindow('2026-11-18T22:00:00.000Z', '2026-11-20T03:00:00.000Z')).toEqual({
    from: '2026-11-18T22:00:00.000Z',
    to: '2026-11-19T00:00:00.000Z',
    last: '2026-11-18T23:59:59.999Z',
  });
  expect(nextWindow('2026-11-20T00:00:00.000Z', '2026-11-20T03:00:00.000Z')).toEqual({
    from: '2026-11-20T00:00:00.000Z',
    to: '2026-11-20T03:00:00.000Z',
    last: '2026-11-20T02:59:59.999Z',
  });
});

test('a list is cut into pieces, the last as short as it must be', () => {
  expect(chunk([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunk([], 2)).toEqual([]);
});
