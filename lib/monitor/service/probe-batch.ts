import * as clock from '#lib/core/clock';
import { count, measure } from '#lib/core/metrics';
import { settings } from '#lib/core/settings';
import { beginOf } from '../averages.ts';
import type { ServerState, Target } from '../model.ts';
import { chooseOnce } from '../probers/choose.ts';
import type { Prober } from '../probers/prober.ts';
import { noteLateHour } from '../repository/late-hours.ts';
import * as pings from '../repository/pings.ts';
import * as repository from '../repository/servers.ts';
import * as sweeps from '../repository/sweeps.ts';
import { isLate, leaseMs, type Pace, PROBE_PERIOD_MS, START_GAP_MS } from '../schedule.ts';
import { changeBetween, nextState } from '../state.ts';
import { type Replies, summarise } from '../summarise.ts';
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

const chosenProber: Prober = async (addresses, pace) => (await chooseOnce()).prober(addresses, pace);

/** Records, changes and states of a chunk. Changes come before states: until those stand, they would be found again. */
const keep = async (
  { startedAt, targets }: ProbeBatch,
  replies: readonly Replies[],
  known: ReadonlyMap<string, ServerState>,
  { now, alert }: Required<Pick<ProbeOptions, 'now' | 'alert'>>,
): Promise<{ answered: number; lost: number }> => {
  const { DOWN_AFTER } = settings();
  const results = targets.map(({ id: server, name, ip }, i) => {
    const ping = summarise(replies[i] ?? [], startedAt);
    const before = known.get(server);
    const after = nextState(before, ping, DOWN_AFTER);
    return { server, name, ip, ping, after, change: changeBetween(before, after) };
  });
  const changes = results.flatMap(({ change, ...result }) => (change ? [{ ...result, change }] : []));
  if (isLate(startedAt, now())) await noteLateHour({ hour: beginOf('hour', startedAt), at: clock.iso(now()) });
  await Promise.all([pings.saveChanges(changes), alert(changes)]);
  const states = new Map(results.map(({ server, after }) => [server, after]));
  await Promise.all([pings.savePings('raw', results), repository.saveStates(states)]);
  const answered = results.filter(({ ping }) => ping.received > 0).length;
  return { answered, lost: results.length - answered };
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
  { now = clock.now, probe = chosenProber, pace = paceOf(), alert = announce }: ProbeOptions = {},
): Promise<boolean> => {
  const { startedAt, holder, number, until } = chunk;
  const isOver = clock.iso(now()) >= until;
  if (isOver && !(await sweeps.extendLease(holder, clock.later(now(), leaseMs(pace))))) return false;
  const [replies, known] = await Promise.all([
    probe(
      chunk.targets.map(({ ip }) => ip),
      pace,
    ),
    repository.states(chunk.targets.map(({ id }) => id)),
  ]);
  const counts = await keep(chunk, replies, known, { now, alert });
  count('ServersAnswered', counts.answered);
  count('ServersLost', counts.lost);
  if (await sweeps.countBatch(startedAt, number, counts)) await endSweep(startedAt, holder, now);
  else await sweeps.extendLease(holder, clock.later(now(), leaseMs(pace)));
  return true;
};
