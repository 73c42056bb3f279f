import * as clock from '#lib/core/clock';
import { AppError } from '#lib/core/errors';
import { log } from '#lib/core/log';
import { settings } from '#lib/core/settings';
import type { DeliveryRef } from '#lib/outbox/model';
import type { Device } from '#lib/ztp/model';
import { type EnrollmentRecord, type StepRecord, stepsOf, untried } from '../enrollment.ts';
import type { StepName } from '../model.ts';
import { isSatisfied, type Wanted, wantedOf } from '../wanted.ts';
import { allocate } from './address-step.ts';
import { call, execStep } from './exec-step.ts';
import { create } from './machine-step.ts';
import { watch } from './monitor-step.ts';

/** How an enrollment stands after what could be done was done, and the exec calls that are to be made now. */
export interface Progress {
  next: EnrollmentRecord;
  made: DeliveryRef[];
  /** There is more to do at once, when this is written down. */
  goesOn?: boolean;
}

interface Options {
  now: () => Date;
  pausesSeconds?: readonly number[];
}

type Perform = (record: EnrollmentRecord, wanted: Wanted, now: () => Date) => Promise<Partial<EnrollmentRecord>>;

const PERFORM: Record<Exclude<StepName, 'exec'>, Perform> = {
  address: (record, _, now) => allocate(record, now),
  monitor: (record, { server }, now) => watch(record, server ?? { name: '', ip: '' }, now),
  machine: (record, { machine }, now) => create(record, machine?.name ?? '', now),
};

/** Whether a step may be done later: nothing was left, or the database was busy. Else its rule asks for what cannot be. */
const mayPass = (error: unknown): boolean =>
  !(error instanceof AppError) || error.kind === 'unavailable' || error.code === 'pool.exhausted';

/** What a step is after it could not be done, and when it is due again, unless it is given up. */
export const afterFailure = (
  error: unknown,
  { attempts }: StepRecord,
  at: Date,
  pausesSeconds: readonly number[],
): { step: StepRecord; dueAt: string | undefined } => {
  const pause = pausesSeconds[attempts];
  const again = mayPass(error) && pause !== undefined;
  const step: StepRecord = {
    state: again ? 'PENDING' : 'FAILED',
    at: clock.iso(at),
    attempts: attempts + 1,
    error: error instanceof AppError ? error.message : 'Something is wrong on our side; the log has it.',
  };
  return { step, dueAt: again ? clock.iso(clock.later(at, pause * 1000)) : undefined };
};

const withStep = (record: EnrollmentRecord, name: StepName, step: StepRecord): EnrollmentRecord => ({
  ...record,
  steps: { ...record.steps, [name]: step },
});

const stepOf = ({ steps, begunAt }: EnrollmentRecord, name: StepName): StepRecord => steps[name] ?? untried(begunAt);

const asDone = (record: EnrollmentRecord, name: StepName, now: Date): EnrollmentRecord => {
  const { state, attempts } = stepOf(record, name);
  if (state === 'DONE') return record;
  return withStep(record, name, { state: 'DONE', at: clock.iso(now), attempts: attempts + 1, error: null });
};

/** When the end of an exec call has not been heard of for so long after it was due, it is looked for. */
const LOOK_AGAIN_MS = 30_000;

const exec = async (record: EnrollmentRecord, device: Device, now: Date): Promise<Progress> => {
  const { made, newest } = await call(record, device);
  const ref = newest ? { id: newest.id, at: newest.at } : record.exec;
  const step = newest ? execStep(newest) : stepOf(record, 'exec');
  const known = { ...withStep(record, 'exec', step), open: [], ...(ref && { exec: ref }) };
  if (step.state !== 'PENDING' || !ref) return { next: known, made };
  const due = newest && newest.dueAt > clock.iso(now) ? new Date(newest.dueAt) : now;
  const dueAt = clock.iso(clock.later(due, settings().EXEC_TIMEOUT_MS + LOOK_AGAIN_MS));
  return { next: { ...known, awaits: ref.id, dueAt }, made };
};

/**
 * Does what can be done of an enrollment, step by step. A step that fails ends it for now: those behind it wait. The
 * name of a server is written down before there is one, so that none is ever forgotten: then there is more to do at once.
 */
export const advance = async (
  { dueAt: _, awaits: __, ...seen }: EnrollmentRecord,
  device: Device,
  { now, pausesSeconds = settings().EXEC_PAUSES_SECONDS }: Options,
): Promise<Progress> => {
  let record: EnrollmentRecord = seen;
  for (const name of stepsOf(record.plan)) {
    if (name === 'exec') return exec(record, device, now());
    const wanted = wantedOf(record, device);
    if (!isSatisfied(name, record, wanted)) {
      if (stepOf(record, name).state === 'FAILED') return { next: record, made: [] };
      const intended = name === 'monitor' ? wanted.server?.name : undefined;
      if (intended !== undefined && !record.serverNames.includes(intended))
        return {
          next: { ...record, serverNames: [...record.serverNames, intended], dueAt: clock.iso(now()) },
          made: [],
          goesOn: true,
        };
      try {
        record = { ...record, ...(await PERFORM[name](record, wanted, now)) };
        record = asDone(withStep(record, name, { ...stepOf(record, name), state: 'PENDING' }), name, now());
      } catch (error) {
        if (!(error instanceof AppError)) log.error('A step broke', { device: record.device, error: error as Error });
        const { step, dueAt } = afterFailure(error, stepOf(record, name), now(), pausesSeconds);
        return { next: { ...withStep(record, name, step), ...(dueAt && { dueAt }) }, made: [] };
      }
    }
    record = asDone(record, name, now());
  }
  return { next: record, made: [] };
};
