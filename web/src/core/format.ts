const UNITS: readonly [number, string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** `5 s`, `3 min`, `2 h`, `4 d`: an age or length of time, in its greatest whole unit. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [size, unit] = UNITS.find(([each]) => seconds >= each) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${unit}`;
};

/** `3 min ago`; `just now` within two seconds, and for clocks that run ahead of ours. */
export const ago = (at: string | number | null | undefined, nowMs: number): string => {
  if (at === null || at === undefined) return 'never';
  const age = nowMs - new Date(at).getTime();
  return age < 2000 ? 'just now' : `${span(age)} ago`;
};

/** A number and its unit stay on one line. */
const HELD = '\u00a0';

/** Milliseconds for people: three digits that count. `0.042 ms`, `3.14 ms`, `128 ms`. */
export const milliseconds = (ms: number | null | undefined): string => {
  if (ms === null || ms === undefined) return '–';
  const digits = ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0;
  return `${ms.toFixed(digits)}${HELD}ms`;
};

/** A share of 1 in percent. What is not nothing is not shown as nothing. */
export const percent = (share: number | null | undefined): string => {
  if (share === null || share === undefined) return '–';
  const value = share * 100;
  return `${value > 0 && value < 1 ? '<1' : value > 99 && value < 100 ? '>99' : Math.round(value)}${HELD}%`;
};

/** An uptime in percent with the digits that tell outages: `99.97 %`; never 100 when there was one. */
export const uptimePercent = (share: number | null): string => {
  if (share === null) return '–';
  return share === 1 ? `100${HELD}%` : `${(Math.floor(share * 10_000) / 100).toFixed(2)}${HELD}%`;
};

export const count = (n: number): string => n.toLocaleString('en');

/** `1 server`, `4,000 servers` */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

let format: Intl.DateTimeFormat | undefined;

/** Made when it is wanted first: that takes longer than all else that is done before the first rows are drawn. */
const dateTimeFormat = (): Intl.DateTimeFormat => {
  format ??= new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
  return format;
};

/** A time in the reader's own zone: `20 Nov 2026, 15:44:00`. */
export const dateTime = (at: string | number | null | undefined): string =>
  at === null || at === undefined ? '–' : dateTimeFormat().format(new Date(at));
