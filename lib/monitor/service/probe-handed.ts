import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { log } from '#lib/core/log';
import * as sweeps from '../repository/sweeps.ts';
import { endSweep, type ProbeBatch, type ProbeOptions, probeBatch } from './probe-batch.ts';

/** Counts a batch that has failed, so that its sweep ends. */
const countFailed = async (batch: ProbeBatch, { now = clock.now }: ProbeOptions): Promise<void> => {
  const { startedAt, holder } = batch;
  if (await sweeps.countBatch(startedAt, batch, { answered: 0, lost: 0 })) await endSweep(startedAt, holder, now);
};

/** On Lambda each invocation is a process of its own. On a laptop they share one, and take turns. */
const BATCHES_AT_ONCE = pLimit(4);

/** Probes a batch that was handed over. It does not throw: a second try, a minute later, would be too late. */
export const probeHanded = async (batch: ProbeBatch, probing: ProbeOptions = {}): Promise<void> => {
  try {
    const inTime = await BATCHES_AT_ONCE(() => probeBatch(batch, probing));
    if (!inTime) log.warn('A batch came too late for its sweep', { number: batch.number });
  } catch (error) {
    log.error('A batch could not be probed; the next sweep has its servers again', {
      error: error as Error,
      number: batch.number,
    });
    await countFailed(batch, probing).catch((failure: unknown) =>
      log.error('A batch that failed could not be counted', { error: failure as Error, number: batch.number }),
    );
  }
};
