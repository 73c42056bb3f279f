import pLimit from 'p-limit';
import { chunk } from '#lib/core/chunk';
import * as clock from '#lib/core/clock';
import { averages, beginOf, endOf } from '../averages.ts';
import type { Ping } from '../model.ts';
import { forgetLateHour, lateHoursNoted } from '../repository/late-hours.ts';
import { KEPT_DAYS, type PingOf, readPings, savePings } from '../repository/pings.ts';
import * as repository from '../repository/servers.ts';
import * as sweeps from '../repository/sweeps.ts';
import { LONGEST_MS, SETTLING_MS } from '../schedule.ts';
import { nextWindow, type Window } from '../windows.ts';

const SERVERS_AT_ONCE = 16;
const SERVERS_A_GROUP = 500;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The stretch of one hour that began at `from`. */
const hourFrom = (from: string): Window => nextWindow(from, clock.iso(clock.later(new Date(from), HOUR_MS)));

const of = (server: string, pings: readonly Ping[]): PingOf[] => pings.map((ping) => ({ server, ping }));

/** The averages of the hours of a window, from raw records. */
const hoursOf = async (server: string, { from, last }: Window): Promise<PingOf[]> =>
  of(server, averages('hour', await readPings(server, { grain: 'raw', from, to: last })));

/**
 * The averages of the day that a window is in, from all of its hours so far. They are read consistently: some have just
 * been written.
 */
const dayOf = async (server: string, { from }: Window): Promise<PingOf[]> => {
  const [begin, to] = [beginOf('day', from), endOf('day', from)];
  return of(server, averages('day', await readPings(server, { grain: 'hour', from: begin, to }, { consistent: true })));
};

/** Everything is made anew from what is below it, so that doing it twice changes nothing. */
const rollGroup = async (servers: readonly string[], window: Window): Promise<void> => {
  const some = pLimit(SERVERS_AT_ONCE);
  const hours = (await some.map(servers, (server) => hoursOf(server, window))).flat();
  await savePings('hour', hours);
  const pinged = [...new Set(hours.map(({ server }) => server))];
  await savePings('day', (await some.map(pinged, (server) => dayOf(server, window))).flat());
};

const rollWindow = async (window: Window): Promise<void> => {
  for await (const servers of repository.allServers())
    for (const group of chunk(servers, SERVERS_A_GROUP))
      await rollGroup(
        group.map(({ id }) => id),
        window,
      );
};

export interface RollUpOptions {
  now?: () => Date;
  /** Whether time is running out; what is left is for the next run. */
  shouldStop?: () => boolean;
}

/**
 * Makes the averages of hours again to which records were written late. An hour stays noted for as long as an invocation
 * that has noted it could still write.
 */
const rollLateHours = async (oldest: string, { now, shouldStop: enough }: Required<RollUpOptions>): Promise<void> => {
  const settled = clock.iso(clock.later(now(), -LONGEST_MS));
  for (const late of await lateHoursNoted()) {
    if (enough()) return;
    if (late.hour >= oldest) await rollWindow(hourFrom(late.hour));
    if (late.at <= settled) await forgetLateHour(late);
  }
};

/**
 * Makes hour and day averages up to the last whole hour, from where the last run ended; after a standstill that is days
 * of them, at most as many as raw records are kept. Gives up to when they are made now.
 */
export const rollUp = async ({
  now = clock.now,
  shouldStop: enough = () => false,
}: RollUpOptions = {}): Promise<string> => {
  const until = beginOf('hour', clock.iso(clock.later(now(), -SETTLING_MS)));
  const oldest = beginOf('hour', clock.iso(clock.later(now(), HOUR_MS - KEPT_DAYS.raw * DAY_MS)));
  const mark = (await sweeps.rolledUpTo()) ?? oldest;
  // A mark that is ahead was made by a clock that has been set back since: what it skipped is made now.
  let from = mark < oldest || mark > until ? oldest : mark;
  while (from < until && !enough()) {
    const window = nextWindow(from, until);
    await rollWindow(window);
    await sweeps.markRolledUp(window.to);
    from = window.to;
  }
  await rollLateHours(oldest, { now, shouldStop: enough });
  return from;
};
