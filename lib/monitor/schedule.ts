import { endOf } from './averages.ts';
import { GROUP_SERVERS } from './groups.ts';

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** How long a period is, from EventBridge's words: `5 minutes` is 300,000 ms. */
export const periodMs = (rate: string): number => {
  const [count = '1', unit = 'minute'] = rate.split(' ');
  return Number(count) * UNIT_MS[unit.replace(/s$/, '') as keyof typeof UNIT_MS];
};

/** How probes follow each other. */
export interface Pace {
  /** Probes of each server. */
  count: number;
  /** How long an answer is waited for. */
  timeoutMs: number;
  /** Between two probes of one server. */
  periodMs: number;
  /** Between the starts of two servers, so that not all are asked in one instant. */
  gapMs: number;
}

export const PROBE_PERIOD_MS = 250;
export const START_GAP_MS = 1;

export const GROUPS_A_BATCH = 12;

/** The most servers that one invocation probes: each may hold a socket, and Lambda allows 1,024 descriptors. */
export const BATCH_SERVERS = GROUPS_A_BATCH * GROUP_SERVERS;

/**
 * Batches that are started in a second, so that their writes do not come as one burst: each has some 36 write units, and a
 * fresh table on demand takes 4,000 a second.
 */
export const BATCHES_A_SECOND = 50;

/** How long a batch takes when nobody answers: starts, then each probe in turn, waited for to the end. */
export const worstBatchMs = ({ count, timeoutMs, periodMs, gapMs }: Pace, servers = BATCH_SERVERS): number =>
  servers * gapMs * count + count * Math.max(timeoutMs, periodMs);

/** The longest run that Lambda allows. */
export const LONGEST_MS = 900_000;

/** A sweep that began in an hour may write its records a little after it; averages wait so long for that. */
export const SETTLING_MS = 5 * 60_000;

/** Whether records of a sweep that are written now may be too late for the averages of its hour. */
export const isLate = (startedAt: string, now: Date): boolean =>
  now.getTime() >= Date.parse(endOf('hour', startedAt)) + SETTLING_MS / 2;

/** What reading, handing over, writing and a slow start may take beside the probes. */
const AROUND_MS = 30_000;

/** How long a sweep may hold the right to sweep before it is taken for dead. */
export const leaseMs = (pace: Pace): number => Math.min(worstBatchMs(pace) * 2 + AROUND_MS, LONGEST_MS);
