import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { count, measure } from '#lib/core/metrics';
import { settings } from '#lib/core/settings';
import { beginOf } from '../averages.ts';
import { type Ping, type ServerState, type Target, UNSEEN } from '../model.ts';
import { probeEach } from '../probers/each.ts';
import type { Prober } from '../probers/prober.ts';
import { noteLateHour } from '../repository/late-hours.ts';
import * as pings from '../repository/pings.ts';
import * as repository from '../repository/servers.ts';
import * as sweeps from '../repository/sweeps.ts';
import { isLate, leaseMs, type Pace, PROBE_PERIOD_MS, START_GAP_MS } from '../schedule.ts';
import { changeBetween, endsSoon, isFailing, nextState, untold } from '../state.ts';
import { type ProbeResult, summarise } from '../summarise.ts';
import { announce, type StateChangeEvent } from './alerts.ts';

/** One part of a sweep, as it is handed to another invocation. */
export interface ProbeBatch {
  /** The sweep it is of. */
  startedAt: string;
  number: number;
  /** Who has the right to sweep, and until when (ISO): later than that the next sweep has it. */
  holder: string;
  until: string;
  targets: readonly Target[];
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
 * it first. So a sweep that died over a change leaves it to the next one to tell, as the same change. A server that is gone
 * has changed nothing.
 */
const noted = async (findings: readonly Finding[]): Promise<Finding[]> =>
  pLimit(STATUSES_AT_ONCE).map(findings, async (found) => {
    const change = changeBetween(found.before, found.after);
    if (!change) return found;
    const since = await repository.noteStatus(found, change.to, change.at);
    return { ...found, after: { ...found.after, since: since ?? change.at, ...(!since && { told: change.to }) } };
  });

/** The names of parents that fail: by what this chunk has found out, or else by what was known before the sweep. */
const failingParents = async (waiting: readonly Finding[], findings: readonly Finding[]): Promise<Set<string>> => {
  const names = new Set(waiting.flatMap(({ parent }) => parent ?? []));
  const here = new Map(findings.filter(({ name }) => names.has(name)).map(({ name, after }) => [name, after]));
  const elsewhere = [...names].filter((name) => !here.has(name));
  const servers = (await repository.findMany(elsewhere)).filter(({ paused }) => !paused);
  const states = await repository.states(servers.map(({ id }) => id));
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

/** Records, changes and states of a chunk. Changes come before states: until those stand, they would be found again. */
const keep = async (
  { startedAt, targets }: ProbeBatch,
  results: readonly ProbeResult[],
  known: ReadonlyMap<string, ServerState>,
  { now, alert }: Required<Pick<ProbeOptions, 'now' | 'alert'>>,
): Promise<{ answered: number; lost: number }> => {
  const found = targets.map((target, i) => finding(target, results[i], startedAt, known.get(target.id)));
  const findings = await noted(found);
  if (isLate(startedAt, now())) await noteLateHour({ hour: beginOf('hour', startedAt), at: clock.iso(now()) });
  await pings.saveChanges(changesOf(findings));
  const after = await told(findings, alert);
  const states = new Map(after.map(({ id, after }) => [id, after]));
  const records = after.map(({ id: server, ping }) => ({ server, ping }));
  await Promise.all([pings.savePings('raw', records), repository.saveStates(states)]);
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
  const { startedAt, holder, number, until } = chunk;
  const isOver = clock.iso(now()) >= until;
  if (isOver && !(await sweeps.extendLease(holder, clock.later(now(), leaseMs(pace))))) return false;
  const [results, known] = await Promise.all([
    probeEach(chunk.targets, pace, probe),
    repository.states(chunk.targets.map(({ id }) => id)),
  ]);
  const counts = await keep(chunk, results, known, { now, alert });
  count('ServersAnswered', counts.answered);
  count('ServersLost', counts.lost);
  if (await sweeps.countBatch(startedAt, number, counts)) await endSweep(startedAt, holder, now);
  else await sweeps.extendLease(holder, clock.later(now(), leaseMs(pace)));
  return true;
};
