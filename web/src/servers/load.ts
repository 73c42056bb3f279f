import { api } from '../core/api.ts';
import { serverNow } from '../core/clock.ts';
import type { Ping } from '../core/model.ts';
import { allPages } from '../core/pages.ts';
import { RANGES, type RangeName, upToNow } from './history.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const pings = (name: string, resolution: 'raw' | 'hour' | 'day', fromMs: number): Promise<Ping[]> =>
  allPages((cursor) =>
    api('GET /servers/{name}/pings', {
      params: { name },
      query: { resolution, from: new Date(fromMs).toISOString(), cursor },
    }),
  );

/** Hour averages from then on, with those of the hours that are not rolled up yet. */
const hours = async (name: string, fromMs: number): Promise<Ping[]> => {
  const known = await pings(name, 'hour', fromMs);
  const last = known.at(-1);
  const since = last === undefined ? fromMs : Date.parse(last.at) + HOUR;
  return upToNow(known, await pings(name, 'raw', Math.max(since, serverNow() - 2 * DAY)), HOUR);
};

const days = async (name: string, fromMs: number): Promise<Ping[]> => {
  const known = await pings(name, 'day', fromMs);
  const last = known.at(-1);
  const since = last === undefined ? fromMs : Date.parse(last.at) + DAY;
  return upToNow(known, await hours(name, Math.max(since, serverNow() - 90 * DAY)), DAY);
};

export interface History {
  range: RangeName;
  from: number;
  to: number;
  pings: Ping[];
}

/** The pings of a server in one of the chart's ranges, up to this moment. */
export const loadHistory = async (name: string, range: RangeName): Promise<History> => {
  const to = serverNow();
  const from = to - RANGES[range].spanMs;
  const { grain } = RANGES[range];
  if (grain === 'raw') return { range, from, to, pings: await pings(name, 'raw', from) };
  return { range, from, to, pings: await (grain === 'hour' ? hours(name, from) : days(name, from)) };
};

/** The last hour, for a spark line. */
export const loadLastHour = (name: string): Promise<Ping[]> => pings(name, 'raw', serverNow() - HOUR);
