import { expect, test } from '@jest/globals';
import { averages, beginOf, merge } from '#lib/monitor/averages';
import type { Ping } from '#lib/monitor/model';
import { summarise } from '#lib/monitor/summarise';

const at = '2026-11-20T15:44:00.145Z';

const ping = (at: string, average_ms: number | null, received: number, more: Partial<Ping> = {}): Ping => ({
  at,
  average_ms,
  min_ms: average_ms,
  max_ms: average_ms,
  sent: 4,
  received,
  ...more,
});

test('the example: three times 35 ms and once 36 make 35.25', () => {
  expect(summarise([35, 35, 35, 36], at)).toEqual({
    at,
    average_ms: 35.25,
    min_ms: 35,
    max_ms: 36,
    sent: 4,
    received: 4,
  });
});

test('probes without an answer count as sent and nothing else', () => {
  expect(summarise([null, 0.0214, null, 0.0228], at)).toEqual({
    at,
    average_ms: 0.022,
    min_ms: 0.021,
    max_ms: 0.023,
    sent: 4,
    received: 2,
  });
});

test('without any answer there are no times', () => {
  expect(summarise([null, null], at)).toEqual({
    at,
    average_ms: null,
    min_ms: null,
    max_ms: null,
    sent: 2,
    received: 0,
  });
});

test('an average of averages is weighted by answers', () => {
  expect(merge('x', [ping(at, 10, 4), ping(at, 50, 1), ping(at, null, 0)])).toEqual({
    at: 'x',
    average_ms: 18,
    min_ms: 10,
    max_ms: 50,
    sent: 12,
    received: 5,
  });
});

test('nothing but silence is silence', () => {
  expect(merge('x', [ping(at, null, 0), ping(at, null, 0)])).toEqual(ping('x', null, 0, { sent: 8 }));
});

test('an hour or a day begins in UTC', () => {
  expect(beginOf('hour', at)).toBe('2026-11-20T15:00:00.000Z');
  expect(beginOf('day', at)).toBe('2026-11-20T00:00:00.000Z');
  expect(beginOf('raw', at)).toBe(at);
});

test('records are put together by the hour they began in', () => {
  const made = averages('hour', [
    ping('2026-11-20T15:59:59.999Z', 1, 4),
    ping('2026-11-20T16:00:00.000Z', 2, 4),
    ping('2026-11-20T16:30:00.000Z', 4, 4),
  ]);
  expect(made.map(({ at, average_ms }) => [at, average_ms])).toEqual([
    ['2026-11-20T15:00:00.000Z', 1],
    ['2026-11-20T16:00:00.000Z', 3],
  ]);
});
