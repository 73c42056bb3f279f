import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { invokeAsync } from '#lib/core/invoke';
import { log } from '#lib/core/log';
import { count, measure } from '#lib/core/metrics';
import { settings } from '#lib/core/settings';
import type { Sweep } from '../model.ts';
import * as repository from '../repository/servers.ts';
import * as sweeps from '../repository/sweeps.ts';
import { BATCHES_A_SECOND, LONGEST_MS, leaseMs, periodMs } from '../schedule.ts';
import { clear } from './clear-history.ts';
import { type Lease, lease } from './lease.ts';
import { type PlannedBatch, planSweep } from './plan.ts';
import { endSweep, type ProbeBatch, type ProbeOptions, paceOf, probeBatch } from './probe-batch.ts';

/** What starts a sweep: the moment it was scheduled for, or nothing when it is asked for by hand. */
export interface Start {
  scheduledAt?: Date | undefined;
}

export interface SweepOptions extends ProbeOptions {
  /** Hands a batch to another invocation. */
  give?: (batch: ProbeBatch) => Promise<void>;
}

const giveToProbe = (batch: ProbeBatch): Promise<void> => invokeAsync('probeServers', batch);

const HANDED_AT_ONCE = 10;

const ASK_AGAIN_MS = 250;

/** Waits for the end of a sweep for as long as its batches keep coming in. */
const finished = async (startedAt: string, now: () => Date): Promise<Sweep | undefined> => {
  let counted = 0;
  let deadline = clock.later(now(), leaseMs(paceOf()));
  for (; ; await clock.sleep(ASK_AGAIN_MS)) {
    const sweep = await sweeps.find(startedAt);
    if (!sweep || sweep.finished_at) return sweep;
    if (sweep.answered + sweep.lost > counted) deadline = clock.later(now(), leaseMs(paceOf()));
    counted = sweep.answered + sweep.lost;
    if (now() >= deadline) return sweep;
  }
};

interface OpenSweep {
  scheduledAt: Date | undefined;
  right: Lease;
  now: () => Date;
  give: (batch: ProbeBatch) => Promise<void>;
  probing: ProbeOptions;
}

/** Hands batches over, so many a second: spread like that, no sweep is a burst of writes. */
const dispatchBatches = (
  batches: readonly ProbeBatch[],
  give: (batch: ProbeBatch) => Promise<void>,
): Promise<unknown> => {
  const handing = pLimit(HANDED_AT_ONCE);
  return handing.map(batches, async (batch, i) => {
    if (i >= HANDED_AT_ONCE) await clock.sleep((1000 * HANDED_AT_ONCE) / BATCHES_A_SECOND);
    await give(batch);
  });
};

/** Ends the record of the sweep before, where that died: whoever has the right to sweep now knows that it is not coming back. */
const endDead = async (now: () => Date): Promise<void> => {
  const [before] = await sweeps.last(1);
  if (before && before.finished_at === null) await sweeps.finish(before.started_at, now());
};

/** Writes the record of a sweep; its moment is its name, so one that finds it taken begins a millisecond later. */
const open = async ({
  scheduledAt,
  holder,
  now,
  parts,
}: Pick<OpenSweep, 'scheduledAt' | 'now'> & { holder: string; parts: readonly PlannedBatch[] }): Promise<string> => {
  for (let at = now(); ; at = clock.later(at, 1)) {
    const lagMs = scheduledAt ? Math.max(0, at.getTime() - scheduledAt.getTime()) : 0;
    const isBegun = await sweeps.begin({
      startedAt: clock.iso(at),
      holder,
      servers: parts.reduce((sum, { targets }) => sum + targets.length, 0),
      chunks: parts.length,
      lagMs,
      byHand: scheduledAt === undefined,
    });
    if (!isBegun) continue;
    if (scheduledAt) measure('SweepLag', lagMs);
    return clock.iso(at);
  }
};

/** Everything that happens under the lease; gives when the sweep began, which is its name. */
const begin = async ({ scheduledAt, right, now, give, probing }: OpenSweep): Promise<string> => {
  const { holder } = right;
  let handed = false;
  try {
    // Tombstones first: a server that has one by now is not among those that are read next.
    const tombstones = await repository.tombstones();
    const parts = await planSweep(clock.iso(now()), () => right.keep());
    await endDead(now);
    const startedAt = await open({ scheduledAt, holder, now, parts });
    const [of, until] = [parts.length, right.until];
    const batches = parts.map((part, number): ProbeBatch => ({ startedAt, number, of, holder, until, ...part }));
    handed = batches.length > 1;
    if (handed) await dispatchBatches(batches, give);
    else await endWith(batches[0], { startedAt, holder, now, probing });
    await clear(tombstones, now);
    return startedAt;
  } catch (error) {
    // What was handed over still runs, and the lease with it.
    if (!handed) await sweeps.freeLease(holder);
    throw error;
  }
};

interface EndOptions {
  startedAt: string;
  holder: string;
  now: () => Date;
  probing: ProbeOptions;
}

/** Probes the only batch here; without any there is nothing but an end. */
const endWith = async (
  batch: ProbeBatch | undefined,
  { startedAt, holder, now, probing }: EndOptions,
): Promise<void> => {
  if (batch) await probeBatch(batch, { now, ...probing });
  else await endSweep(startedAt, holder, now);
};

/**
 * Sweeps once: every server that is not paused is probed, one batch here, more of them by other invocations.
 * A scheduled sweep happens once for its moment, however often it is asked for, and not at all when the one before holds
 * on for more than half a period; a sweep by hand waits for the right to sweep, and then until all is done.
 * Gives its record, or undefined when it did not happen.
 */
export const sweep = async (
  { scheduledAt }: Start,
  { now = clock.now, give = giveToProbe, ...probing }: SweepOptions = {},
): Promise<Sweep | undefined> => {
  const period = periodMs(settings().SWEEP_RATE);
  if (scheduledAt && !(await sweeps.takeSlot(scheduledAt, period))) return undefined;
  const right = await lease(now, scheduledAt ? Math.min(period / 2, 30_000) : LONGEST_MS);
  if (!right) {
    count('SweepsLeftOut');
    log.warn('The sweep before still runs; this one is left out', { scheduledAt });
    return undefined;
  }
  const startedAt = await begin({ scheduledAt, right, now, give, probing });
  return scheduledAt ? sweeps.find(startedAt) : finished(startedAt, now);
};
