import type { Grain, Ping, ServerStatus, StateChange, Uptime, UptimeWindow } from './model.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long each window is, up to now, and the grain of the records that tell when a server was watched. */
export const WINDOWS: Record<UptimeWindow, { ms: number; grain: Grain }> = {
  day: { ms: DAY_MS, grain: 'raw' },
  week: { ms: 7 * DAY_MS, grain: 'hour' },
  month: { ms: 30 * DAY_MS, grain: 'hour' },
  year: { ms: 365 * DAY_MS, grain: 'day' },
};

/** A stretch of time in ms since 1970, from `from` up to but without `to`. */
export interface Stretch {
  from: number;
  to: number;
}

const overlapMs = (a: Stretch, b: Stretch): number => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));

/** Stretches as a set: sorted, none empty, none touching another. */
const united = (stretches: readonly Stretch[]): Stretch[] => {
  const sorted = stretches.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  const found: Stretch[] = [];
  for (const { from, to } of sorted) {
    const last = found.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else found.push({ from, to });
  }
  return found;
};

/**
 * When a server was watched: a sweep's record stands until the next one, for at most two and a half periods; an average
 * for all of its hour or day.
 */
export const watchedBy = (grain: Grain, pings: readonly Ping[], periodMs: number): Stretch[] => {
  const lengthMs = { raw: 2.5 * periodMs, hour: HOUR_MS, day: DAY_MS }[grain];
  const begins = pings.filter(({ sent }) => sent > 0).map(({ at }) => Date.parse(at));
  return begins.map((from, i) => ({
    from,
    to: grain === 'raw' ? Math.min(from + lengthMs, begins[i + 1] ?? Number.POSITIVE_INFINITY) : from + lengthMs,
  }));
};

/** Its states one after the other, from changes in the order of time; nothing is known before the first. */
const statesOf = (changes: readonly StateChange[]): (Stretch & { status: ServerStatus })[] =>
  changes.map(({ at, to: status }, i) => ({
    from: Date.parse(at),
    to: i + 1 < changes.length ? Date.parse(changes[i + 1]?.at ?? at) : Number.POSITIVE_INFINITY,
    status,
  }));

/**
 * The part of a window that a server was UP, of the time that it was watched and known to be UP or DOWN. Times when
 * nobody looked (it was paused, Muster stood still) count neither way. `changes`: in the order of time.
 */
export const uptimeOf = (window: Stretch, changes: readonly StateChange[], watched: readonly Stretch[]): Uptime => {
  const seen = united(
    watched.map(({ from, to }) => ({ from: Math.max(from, window.from), to: Math.min(to, window.to) })),
  );
  const states = statesOf(changes).map((state) => ({
    ...state,
    ms: seen.reduce((sum, stretch) => sum + overlapMs(stretch, state), 0),
  }));
  const sumOf = (status: ServerStatus): number =>
    states.filter((state) => state.status === status).reduce((sum, { ms }) => sum + ms, 0);
  const [up, down] = [sumOf('UP'), sumOf('DOWN')];
  const outages = states.filter(({ status, ms }) => status === 'DOWN' && ms > 0).length;
  return {
    uptime: up + down === 0 ? null : Number((up / (up + down)).toFixed(6)),
    down_seconds: Math.round(down / 1000),
    outages,
  };
};
