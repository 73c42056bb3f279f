import type { Grain, Ping } from './model.ts';
import { rounded } from './summarise.ts';

/** ISO text of the moment when the hour or day of `at` began, in UTC; for raw, `at` itself. */
export const beginOf = (grain: Grain, at: string): string => {
  if (grain === 'hour') return `${at.slice(0, 13)}:00:00.000Z`;
  if (grain === 'day') return `${at.slice(0, 10)}T00:00:00.000Z`;
  return at;
};

/** ISO text of the last millisecond of the hour or day of `at`, in UTC; for raw, `at` itself. */
export const endOf = (grain: Grain, at: string): string => {
  if (grain === 'hour') return `${at.slice(0, 13)}:59:59.999Z`;
  if (grain === 'day') return `${at.slice(0, 10)}T23:59:59.999Z`;
  return at;
};

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/** One record for many: the average is weighted by answers, so that an hour of one answer counts as one. */
export const merge = (at: string, pings: readonly Ping[]): Ping => {
  const sent = pings.reduce((sum, ping) => sum + ping.sent, 0);
  const received = pings.reduce((sum, ping) => sum + ping.received, 0);
  if (received === 0) return { at, average_ms: null, min_ms: null, max_ms: null, sent, received };
  const total = pings.reduce((sum, { average_ms, received }) => sum + (average_ms ?? 0) * received, 0);
  return {
    at,
    average_ms: rounded(total / received),
    min_ms: Math.min(...known(pings.map(({ min_ms }) => min_ms))),
    max_ms: Math.max(...known(pings.map(({ max_ms }) => max_ms))),
    sent,
    received,
  };
};

/** The averages by hour or day, in order of time. */
export const averages = (grain: 'hour' | 'day', pings: readonly Ping[]): Ping[] =>
  [...Map.groupBy(pings, ({ at }) => beginOf(grain, at))].map(([at, group]) => merge(at, group));
