const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
];

/** The first of each month, or of every second or third, in the reader's own zone. */
const monthTicks = (from: number, to: number, most: number): number[] => {
  const months = Math.ceil((to - from) / (30 * DAY));
  const every = [1, 2, 3, 6, 12].find((step) => months / step <= most) ?? 12;
  const first = new Date(from);
  const ticks: number[] = [];
  for (let month = first.getMonth() + 1; ; month += 1) {
    const time = new Date(first.getFullYear(), month, 1);
    if (time.getTime() > to) return ticks;
    if (time.getMonth() % every === 0) ticks.push(time.getTime());
  }
};

/** Round times between two others, at most `most` of them, in the reader's own zone. */
export const timeTicks = (from: number, to: number, most: number): number[] => {
  const step = STEPS.find((candidate) => (to - from) / candidate <= most);
  if (step === undefined) return monthTicks(from, to, most);
  const ticks: number[] = [];
  const start = new Date(from);
  start.setHours(0, 0, 0, 0);
  const midnight = start.getTime();
  for (let i = Math.ceil((from - midnight) / step); ; i += 1) {
    // Days are counted by the calendar: some have 23 hours, some 25.
    const time = step >= DAY ? new Date(start).setDate(start.getDate() + (i * step) / DAY) : midnight + i * step;
    if (time > to) return ticks;
    ticks.push(time);
  }
};

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit' });

/** What stands at a tick, by how long the whole axis is. */
export const tickLabel = (time: number, spanMs: number): string => {
  if (spanMs <= 2 * DAY) return CLOCK.format(time);
  return (spanMs <= 60 * DAY ? WEEKDAY : MONTH).format(time);
};
