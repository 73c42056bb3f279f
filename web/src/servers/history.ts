import type { Ping } from '../core/model.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type RangeName = 'hour' | 'day' | 'week' | 'year';

/** What the chart can show: how far back, and by which averages. */
export const RANGES: Record<RangeName, { spanMs: number; grainMs: number; grain: 'raw' | 'hour' | 'day' }> = {
  hour: { spanMs: HOUR, grainMs: MINUTE, grain: 'raw' },
  day: { spanMs: DAY, grainMs: MINUTE, grain: 'raw' },
  week: { spanMs: 7 * DAY, grainMs: HOUR, grain: 'hour' },
  year: { spanMs: 365 * DAY, grainMs: DAY, grain: 'day' },
};

export const isRange = (text: string | undefined): text is RangeName =>
  text !== undefined && Object.hasOwn(RANGES, text);

const timeOf = ({ at }: Pick<Ping, 'at'>): number => Date.parse(at);

const least = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.min(...known) : null;
};
const greatest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
};

/** Several records as one: the average weighted by answers, the extremes, and the sums. */
export const together = (at: string, pings: readonly Ping[]): Ping => {
  const received = pings.reduce((sum, ping) => sum + ping.received, 0);
  const total = pings.reduce((sum, { average_ms, received: answers }) => sum + (average_ms ?? 0) * answers, 0);
  return {
    at,
    average_ms: received > 0 ? total / received : null,
    min_ms: least(pings.map(({ min_ms }) => min_ms)),
    max_ms: greatest(pings.map(({ max_ms }) => max_ms)),
    sent: pings.reduce((sum, ping) => sum + ping.sent, 0),
    received,
    ...(pings.some(({ maintenance }) => maintenance) && { maintenance: true as const }),
  };
};

/** Averages by hour or day in UTC, as the roll-up makes them. */
export const inBuckets = (pings: readonly Ping[], bucketMs: number): Ping[] => {
  const buckets = new Map<number, Ping[]>();
  for (const ping of pings) {
    const begin = Math.floor(timeOf(ping) / bucketMs) * bucketMs;
    buckets.set(begin, [...(buckets.get(begin) ?? []), ping]);
  }
  return [...buckets].map(([begin, records]) => together(new Date(begin).toISOString(), records));
};

/** Averages, followed by those of the time since the last, which are not rolled up yet. */
export const upToNow = (averages: readonly Ping[], finer: readonly Ping[], bucketMs: number): Ping[] => {
  const last = averages.at(-1);
  const end = last === undefined ? Number.NEGATIVE_INFINITY : timeOf(last) + bucketMs;
  return [
    ...averages,
    ...inBuckets(
      finer.filter((ping) => timeOf(ping) >= end),
      bucketMs,
    ),
  ];
};

export interface Point {
  x: number;
  /** Null: no answer, or nothing is known. */
  average: number | null;
  min: number | null;
  max: number | null;
  sent: number;
  received: number;
  /** A maintenance window was open. */
  maintenance?: true;
}

/** Steps of a list in time, the middle one of them; `least` where there are too few to tell. */
const usualStep = (times: readonly number[], least: number): number => {
  const steps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  return Math.max(least, steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? least);
};

/** A line must not run over a time of which nothing is known: a step well over the usual one is a gap. */
const GAP = 2.5;

/** Records as points of a line that is broken at losses and at gaps. */
export const pointsOf = (pings: readonly Ping[], grainMs: number): Point[] => {
  const step = usualStep(pings.map(timeOf), Math.min(grainMs, HOUR));
  const points: Point[] = [];
  for (const ping of pings) {
    const x = timeOf(ping);
    const before = points.at(-1)?.x;
    if (before !== undefined && x - before > GAP * step)
      points.push({ x: before + step, average: null, min: null, max: null, sent: 0, received: 0 });
    const { average_ms: average, min_ms: min, max_ms: max, sent, received, maintenance } = ping;
    points.push({ x, average, min, max, sent, received, ...(maintenance && { maintenance }) });
  }
  return points;
};
