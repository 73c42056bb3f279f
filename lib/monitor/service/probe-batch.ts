import * as clock from '#lib/core/clock';
import { count, measure } from '#lib/core/metrics';
import { settings } from '#lib/core/settings';
import { beginOf } from '../averages.ts';
import type { Target } from '../model.ts';
import { tagOf } from '../pack.ts';
import { probeEach } from '../probers/each.ts';
import type { Prober } from '../probers/prober.ts';
import { noteLateHour } from '../repository/late-hours.ts';
import { savePacks, setMarkBack } from '../repository/packs.ts';
import * as pings from '../repository/pings.ts';
import { type GroupStates, type KnownStates, saveGroups, statesAndGroups } from '../repository/states.ts';
import * as sweeps from '../repository/sweeps.ts';
import { isLate, leaseMs, type Pace, PROBE_PERIOD_MS, START_GAP_MS } from '../schedule.ts';
import type { ProbeResult } from '../summarise.ts';
import { announce, type StateChangeEvent } from './alerts.ts';
import { changesOf, type Finding, finding, noted } from './findings.ts';
import { insisting } from './insist.ts';
import { told } from './tell.ts';

/** One part of a sweep, as it is handed to another invocation. */
export interface ProbeBatch {
  /** The sweep it is of. */
  startedAt: string;
  number: number;
  /** Who has the right to sweep, and until when (ISO): later than that the next sweep has it. */
  holder: string;
  until: string;
  /** How many batches the sweep has. */
  of: number;
  targets: readonly Target[];
  /** Servers of the same groups that are not probed, whose states are kept. */
  idle: readonly { id: string; group: string }[];
}

export interface ProbeOptions {
  now?: () => Date;
  /** Probes the servers that have no way of their own. */
  probe?: Prober;
  pace?: Pace;
  /** Tells of changes of state. */
  alert?: (news: readonly StateChangeEvent[]) => Promise<void>;
}

/** How the settings ask servers to be probed. */
export const paceOf = ({ PING_COUNT, PING_TIMEOUT_MS } = settings()): Pace => ({
  count: PING_COUNT,
  timeoutMs: PING_TIMEOUT_MS,
  periodMs: PROBE_PERIOD_MS,
  gapMs: START_GAP_MS,
});

/** Entries of servers as groups, by their tags. */
const asGroups = <T>(entries: readonly { id: string; group: string; value: T }[]): Map<string, Map<string, T>> =>
  new Map(
    [...Map.groupBy(entries, ({ group }) => group)].map(([group, members]) => [
      group,
      new Map(members.map(({ id, value }) => [tagOf(id), value])),
    ]),
  );

/**
 * States of servers of these groups that the list did not show. One that was renamed while the list was read has not gone:
 * what is known of it is kept until the list of another sweep does not show it either.
 */
const overlooked = (groups: GroupStates, listed: readonly { id: string; group: string }[], startedAt: string) => {
  const names = new Set(listed.map(({ id, group }) => `${group} ${tagOf(id)}`));
  return [...groups].flatMap(([group, states]) =>
    [...states].flatMap(([id, state]) => {
      const { unlistedAt = startedAt } = state;
      const isGone = unlistedAt !== startedAt;
      return isGone || names.has(`${group} ${id}`) ? [] : [{ id, group, value: { ...state, unlistedAt } }];
    }),
  );
};

/** Writes the results; late ones set the marks of their groups back, so that they reach the averages. */
const saveResults = async (startedAt: string, found: readonly Finding[], now: () => Date): Promise<void> => {
  const packs = asGroups(found.map(({ id, group, ping: value }) => ({ id, group, value })));
  const hour = beginOf('hour', startedAt);
  const late = isLate(startedAt, now()) ? [...packs.keys()] : [];
  for (const group of late) await noteLateHour({ hour, group, at: clock.iso(now()) });
  await savePacks(startedAt, packs);
  for (const group of late) await setMarkBack(group, hour);
};

/**
 * Results, changes and states of a batch, in this order: results stand though the table does not take as many changes as
 * a network that goes DOWN at once has, and until states stand, changes are found again. What the table does not take now
 * is tried again for as long as the batch has time.
 */
const keep = async (
  { startedAt, until, targets, idle }: ProbeBatch,
  results: readonly ProbeResult[],
  { states: known, groups }: KnownStates,
  { now, alert }: Required<Pick<ProbeOptions, 'now' | 'alert'>>,
): Promise<sweeps.BatchCounts> => {
  const insist = <T>(write: () => Promise<T>) => insisting(write, { until, now });
  const found = targets.map((target, i) => finding(target, results[i], startedAt, known.get(target.id)));
  await insist(() => saveResults(startedAt, found, now));
  const findings = await insist(() => noted(found));
  await insist(() => pings.saveChanges(changesOf(findings)));
  const after = await insist(() => told(findings, alert));
  const asleep = idle.flatMap(({ id, group }) => {
    const value = known.get(id);
    return value ? [{ id, group, value }] : [];
  });
  const listed = [...after.map(({ id, group, after: value }) => ({ id, group, value })), ...asleep].map(
    ({ value: { unlistedAt: _, ...value }, ...of }) => ({ ...of, value }),
  );
  const states = asGroups([...overlooked(groups, [...targets, ...idle], startedAt), ...listed]);
  await insist(() => saveGroups(states, startedAt));
  const answered = findings.filter(({ ping }) => ping.received > 0).length;
  return { answered, lost: findings.length - answered };
};

/** Completes the record of a sweep and lets the next one begin. */
export const endSweep = async (startedAt: string, holder: string, now: () => Date): Promise<void> => {
  const at = now();
  if (await sweeps.finish(startedAt, at)) {
    count('SweepsFinished');
    measure('SweepDuration', at.getTime() - Date.parse(startedAt));
  }
  await sweeps.freeLease(holder);
};

/**
 * Probes the servers of a batch and keeps what came of it; the last batch of a sweep ends it, and each before it shows
 * that the sweep is alive: on one laptop they come one after another, and all of them may take long.
 * After its time it does nothing, unless its sweep still has the lease: the next one may be under way.
 * Tells whether it was in time.
 */
export const probeBatch = async (
  batch: ProbeBatch,
  { now = clock.now, probe, pace = paceOf(), alert = announce }: ProbeOptions = {},
): Promise<boolean> => {
  const { startedAt, holder } = batch;
  const longer = clock.later(now(), leaseMs(pace));
  const isOver = clock.iso(now()) >= batch.until;
  if (isOver && !(await sweeps.extendLease(holder, longer))) return false;
  const until = isOver ? clock.iso(longer) : batch.until;
  const [results, known] = await Promise.all([
    probeEach(batch.targets, pace, probe),
    insisting(() => statesAndGroups([...batch.targets, ...batch.idle]), { until, now }),
  ]);
  const counts = await keep({ ...batch, until }, results, known, { now, alert });
  count('ServersAnswered', counts.answered);
  count('ServersLost', counts.lost);
  if (await sweeps.countBatch(startedAt, batch, counts)) await endSweep(startedAt, holder, now);
  else await sweeps.extendLease(holder, clock.later(now(), leaseMs(pace)));
  return true;
};
