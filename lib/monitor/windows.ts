/** A stretch of time from `from` up to but without `to`; `last` is its last millisecond. All ISO text in UTC. */
export interface Window {
  from: string;
  to: string;
  last: string;
}

const DAY_MS = 86_400_000;

/** The stretch from `from` to the end of its day, or to `until` where that is earlier. */
export const nextWindow = (from: string, until: string): Window => {
  const midnight = new Date(Date.parse(`${from.slice(0, 10)}T00:00:00.000Z`) + DAY_MS).toISOString();
  const to = midnight < until ? midnight : until;
  return { from, to, last: new Date(Date.parse(to) - 1).toISOString() };
};
