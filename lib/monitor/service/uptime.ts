import * as clock from '#lib/core/clock';
import { settings } from '#lib/core/settings';
import { beginOf } from '../averages.ts';
import type { Uptime, UptimeWindow } from '../model.ts';
import { changesSince, readPings } from '../repository/pings.ts';
import { readRecords } from '../repository/records.ts';
import { periodMs } from '../schedule.ts';
import { uptimeOf, WINDOWS, watchedBy } from '../uptime.ts';
import { findServer } from './find.ts';

/**
 * How much of the last day, week, month (30 days) or year (365 days) a server was UP, of the time that it was watched.
 * What is not averaged yet is read sweep by sweep. @throws AppError 404.
 */
export const uptime = async (name: string, window: UptimeWindow, { now = clock.now } = {}): Promise<Uptime> => {
  const server = await findServer(name);
  const { ms, grain } = WINDOWS[window];
  const at = now();
  const [from, to] = [clock.iso(clock.later(at, -ms)), clock.iso(at)];
  const period = periodMs(settings().SWEEP_RATE);
  // The averages of an hour may be made more than an hour after it began, and those of a day begin with its first hour.
  const recently = clock.iso(clock.later(at, -2 * 3_600_000));
  const [changes, averages, recent] = await Promise.all([
    changesSince(server.id, from),
    grain === 'raw' ? [] : readPings(server.id, { grain, from: beginOf(grain, from), to }),
    readRecords(server, { from: grain === 'raw' ? from : recently, to }),
  ]);
  const watched = [...watchedBy(grain, averages, period), ...watchedBy('raw', recent, period)];
  return uptimeOf({ from: at.getTime() - ms, to: at.getTime() }, changes, watched);
};
