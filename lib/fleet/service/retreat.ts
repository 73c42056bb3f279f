import * as clock from '#lib/core/clock';
import { log } from '#lib/core/log';
import { settings } from '#lib/core/settings';
import { type EnrollmentRecord, untried } from '../enrollment.ts';
import type { StepName } from '../model.ts';
import { release } from './address-step.ts';
import { terminate } from './machine-step.ts';
import { unwatch } from './monitor-step.ts';

/** Monitoring ends first: a machine that goes on purpose is no alarm. The address goes last, when nobody uses it. */
const UNDO: readonly [StepName, (record: EnrollmentRecord, now: () => Date) => Promise<void>][] = [
  ['monitor', unwatch],
  ['machine', terminate],
  ['address', release],
];

interface Options {
  now: () => Date;
  pausesSeconds?: readonly number[];
}

/**
 * Takes back what an enrollment gave, whether its steps are known to be done or not; `isOver` when nothing is left. What
 * cannot be taken back now is tried again for ever, with the last pause: nothing is left behind.
 */
export const retreat = async (
  { dueAt: _, awaits: __, ...seen }: EnrollmentRecord,
  { now, pausesSeconds = settings().EXEC_PAUSES_SECONDS }: Options,
): Promise<{ next: EnrollmentRecord; isOver: boolean }> => {
  let record: EnrollmentRecord = seen;
  for (const [name, undo] of UNDO) {
    const step = record.steps[name] ?? untried(record.begunAt);
    if (record.plan[name] === undefined || step.state === 'UNDONE') continue;
    const put = (changed: Partial<typeof step>) => {
      record = { ...record, steps: { ...record.steps, [name]: { ...step, at: clock.iso(now()), ...changed } } };
    };
    try {
      await undo(record, now);
      put({ state: 'UNDONE', error: null });
    } catch (error) {
      log.error('A step could not be undone yet', { device: record.device, step: name, error: error as Error });
      put({ attempts: step.attempts + 1, error: (error as Error).message });
      const pause = pausesSeconds[Math.min(step.attempts, pausesSeconds.length - 1)] ?? 60;
      return { next: { ...record, dueAt: clock.iso(clock.later(now(), pause * 1000)) }, isOver: false };
    }
  }
  return { next: record, isOver: true };
};
