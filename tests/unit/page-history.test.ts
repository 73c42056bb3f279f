import { expect, test } from '@jest/globals';
import { inBuckets, pointsOf, together, upToNow } from '../../web/src/servers/history.ts';
import { tickLabel, timeTicks } from '../../web/src/servers/time-ticks.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-20T00:00:00Z');

const ping = (minute: number, average: number | null, received = average === null ? 0 : 4) => ({
  at: new Date(START + minute * MINUTE).toISOString(),
  average_ms: average,
  min_ms: average === null ? null : average - 1,
  max_ms: average === null ? null : average + 1,
  sent: 4,
  received,
});

test('records together have the average weighted by answers, and the extremes', () => {
  expect(together('x', [ping(0, 10, 1), ping(1, 20, 3), ping(2, null)])).toEqual({
    at: 'x',
    average_ms: 17.5,
    min_ms: 9,
    max_ms: 21,
    sent: 12,
    received: 4,
  });
});

test('nothing but losses have no average', () => {
  expect(together('x', [ping(0, null)])).toMatchObject({ average_ms: null, min_ms: null, max_ms: null, received: 0 });
});

test('hours are averaged as the roll-up does it', () => {
  const hours = inBuckets([ping(0, 10), ping(59, 20), ping(60, 30)], HOUR);
  expect(hours.map(({ at, average_ms }) => [at, average_ms])).toEqual([
    ['2026-11-20T00:00:00.000Z', 15],
    ['2026-11-20T01:00:00.000Z', 30],
  ]);
});

test('averages go on with what is not rolled up yet, and nothing counts twice', () => {
  const rolled = inBuckets([ping(0, 10)], HOUR);
  expect(upToNow(rolled, [ping(30, 99), ping(60, 30)], HOUR).map(({ average_ms }) => average_ms)).toEqual([10, 30]);
});

test('a line is broken at a loss and at a gap', () => {
  const points = pointsOf([ping(0, 10), ping(1, null), ping(2, 12), ping(3, 12), ping(20, 11)], MINUTE);
  expect(points.map(({ x, average }) => [(x - START) / MINUTE, average])).toEqual([
    [0, 10],
    [1, null],
    [2, 12],
    [3, 12],
    [4, null],
    [20, 11],
  ]);
});

test('a sweep that is slower than a minute is no gap', () => {
  expect(pointsOf([ping(0, 1), ping(5, 1), ping(10, 1), ping(15, 1)], MINUTE)).toHaveLength(4);
});

test.each([
  ['an hour', HOUR],
  ['a day', DAY],
  ['a week', 7 * DAY],
  ['a year', 365 * DAY],
])('the ticks of %s are round, in order, and not too many', (_, spanMs) => {
  const from = START + 7 * MINUTE;
  const ticks = timeTicks(from, from + spanMs, 8);
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.length).toBeLessThanOrEqual(9);
  expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
  expect(ticks.every((tick) => tick >= from && tick <= from + spanMs && tick % (5 * MINUTE) === 0)).toBe(true);
});

test('a tick says the time of day, the day or the month, by how long the axis is', () => {
  expect(tickLabel(START, HOUR)).toMatch(/^\d\d:\d\d$/);
  expect(tickLabel(START, 7 * DAY)).toMatch(/^\w{3},? \d+$/);
  expect(tickLabel(START, 365 * DAY)).toMatch(/^\w{3} \d\d$/);
});
