import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { count, measure } from '#lib/core/metrics';
import { settings } from '#lib/core/settings';
import { beginOf } from '../averages.ts';
import { type Ping, type ServerState, type Target, UNSEEN } from '../model.ts';
import { tagOf } from '../pack.ts';
import { probeEach } from '../probers/each.ts';
import type { Prober } from '../probers/prober.ts';
import { noteLateHour } from '../repository/late-hours.ts';
import { savePacks, setMarkBack } from '../repository/packs.ts';
import * as pings from '../repository/pings.ts';
import * as repository from '../repository/servers.ts';
import { saveGroups, statesOf } from '../repository/states.ts';
import * as sweeps from '../repository/sweeps.ts';
import { isLate, leaseMs, type Pace, PROBE_PERIOD_MS, START_GAP_MS } from '../schedule.ts';
import { changeBetween, endsSoon, isFailing, nextState, untold } from '../state.ts';
import { type ProbeResult, summarise } from '../summarise.ts';
import { announce, type StateChangeEvent } from './alerts.ts';
import { insisting } from './insist.ts';

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

/** What one sweep found out about a server. */
interface Finding extends Target {
  ping: Ping;
  before: ServerState | undefined;
  after: ServerState;
}

const finding = (target: Target, result: ProbeResult | undefined, at: string, before?: ServerState): Finding => {
  const ping = {
    ...summarise(result?.replies ?? [], at, result),
    ...(target.maintenance && { maintenance: true as const }),
  };
  return { ...target, ping, before, after: nextState(before, ping, settings().DOWN_AFTER) };
};

const STATUSES_AT_ONCE = 16;

/**
 * Notes each new status at its server, and gives the findings with the moment since when it has it: that of whoever noted
 * it first. So a sweep that died over a change leaves it to the next one to tell, as the same change.
 */
const noted = async (findings: readonly Finding[]): Promise<Finding[]> =>
  pLimit(STATUSES_AT_ONCE).map(findings, async (found) => {
    const change = changeBetween(found.before, found.after);
    if (!change) return found;
    const since = await repository.noteStatus(found.id, change.to, change.at);
    return { ...found, after: { ...found.after, since } };
  });

/** The names of parents that fail: by what this chunk has found out, or else by what was known before the sweep. */
const failingParents = async (waiting: readonly Finding[], findings: readonly Finding[]): Promise<Set<string>> => {
  const names = new Set(waiting.flatMap(({ parent }) => parent ?? []));
  const here = new Map(findings.filter(({ name }) => names.has(name)).map(({ name, after }) => [name, after]));
  const elsewhere = [...names].filter((name) => !here.has(name));
  const servers = (await repository.findMany(elsewhere)).filter(({ paused }) => !paused);
  const states = await statesOf(servers);
  for (const { id, name } of servers) here.set(name, states.get(id) ?? UNSEEN);
  return new Set([...here].filter(([, state]) => isFailing(state)).map(([name]) => name));
};

/** Tells what has not been told, unless it waits; gives the findings as they are after that. */
const told = async (
  findings: readonly Finding[],
  alert: (news: readonly StateChangeEvent[]) => Promise<void>,
): Promise<Finding[]> => {
  const waiting = findings.filter(({ after }) => untold(after));
  const failing = await failingParents(waiting, findings);
  const due = waiting.filter(({ maintenance, parent = '' }) => !maintenance && !failing.has(parent));
  const certificates = findings.filter(({ before, ping, maintenance }) => !maintenance && endsSoon(before, ping));
  await alert([
    ...due.flatMap(({ id: server, name, ip, after }) => {
      const change = untold(after);
      return change ? [{ server, name, ip, change }] : [];
    }),
    ...certificates.map(({ id: server, name, ip, ping }) => ({
      ...{ server, name, ip },
      certificate: { at: ping.at, days: ping.certificate_days ?? 0 },
    })),
  ]);
  const isDue = new Set(due.map(({ id }) => id));
  return findings.map((found) =>
    isDue.has(found.id) ? { ...found, after: { ...found.after, told: found.after.status } } : found,
  );
};

const changesOf = (findings: readonly Finding[]): pings.ChangeOf[] =>
  findings.flatMap(({ id: server, name, ip, before, after, maintenance }) => {
    const change = changeBetween(before, after);
    return change ? [{ server, name, ip, change: { ...change, ...(maintenance && { maintenance }) } }] : [];
  });

/** Entries of servers as groups, by their tags. */
const asGroups = <T>(entries: readonly { id: string; group: string; value: T }[]): Map<string, Map<string, T>> =>
  new Map(
    [...Map.groupBy(entries, ({ group }) => group)].map(([group, members]) => [
      group,
      new Map(members.map(({ id, value }) => [tagOf(id), value])),
    ]),
  );

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
  known: ReadonlyMap<string, ServerState>,
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
  const states = asGroups([...after.map(({ id, group, after: value }) => ({ id, group, value })), ...asleep]);
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
 * Probes the servers of a chunk and keeps what came of it; the last chunk of a sweep ends it, and each before it shows
 * that the sweep is alive: on one laptop they come one after another, and all of them may take long.
 * After its time it does nothing, unless its sweep still has the lease: the next one may be under way.
 * Tells whether it was in time.
 */
export const probeBatch = async (
  chunk: ProbeBatch,
  { now = clock.now, probe, pace = paceOf(), alert = announce }: ProbeOptions = {},
): Promise<boolean> => {
  const { startedAt, holder } = chunk;
  const longer = clock.later(now(), leaseMs(pace));
  const isOver = clock.iso(now()) >= chunk.until;
  if (isOver && !(await sweeps.extendLease(holder, longer))) return false;
  const until = isOver ? clock.iso(longer) : chunk.until;
  const [results, known] = await Promise.all([
    probeEach(chunk.targets, pace, probe),
    statesOf([...chunk.targets, ...chunk.idle]),
  ]);
  const counts = await keep({ ...chunk, until }, results, known, { now, alert });
  count('ServersAnswered', counts.answered);
  count('ServersLost', counts.lost);
  if (await sweeps.countBatch(startedAt, chunk, counts)) await endSweep(startedAt, holder, now);
  else await sweeps.extendLease(holder, clock.later(now(), leaseMs(pace)));
  return true;
};
