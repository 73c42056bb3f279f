import DataLoader from 'dataloader';
import pLimit from 'p-limit';
import { type Actor, actingAs } from '#lib/core/actor';
import * as clock from '#lib/core/clock';
import { log } from '#lib/core/log';
import type { Delivery, DeliveryRef } from '#lib/outbox/model';
import type { Device } from '#lib/ztp/model';
import * as ztp from '#lib/ztp/service';
import { deviceKeyOf } from '#lib/ztp/service';
import { type EnrollmentRecord, givenBy } from '../enrollment.ts';
import * as enrollments from '../repository/enrollment.ts';
import { advance } from './advance.ts';
import { beginAgain } from './choose.ts';
import { execStep } from './exec-step.ts';
import { retreat } from './retreat.ts';
import { currentRules } from './rules-cache.ts';

/** A worker that has not written for so long has died: its function is given less time than that. */
export const CLAIM_MS = 40_000;
/** Clocks of machines differ; what was handed on by another may be due by its clock alone. */
const SKEW_MS = 5000;
/** How often a worker writes before it leaves the rest to the next. */
const TURNS = 20;
const DEVICES_IN_FLIGHT = 32;

export interface SagaOptions {
  now?: () => Date;
  pausesSeconds?: readonly number[] | undefined;
  /** Has exec calls made that are due. */
  dispatch: (refs: readonly DeliveryRef[]) => Promise<unknown>;
}

interface Work extends SagaOptions {
  devices: ReturnType<typeof deviceReader>;
}

const take = (device: string, now: Date): Promise<EnrollmentRecord | undefined> =>
  enrollments.claim(device, {
    now: clock.iso(now),
    dueBy: clock.iso(clock.later(now, SKEW_MS)),
    until: clock.iso(clock.later(now, CLAIM_MS)),
  });

/** How long the first reader of a device waits for others, whose devices are read together with its own. */
const GATHERED_MS = 3;

/** Reads devices as they are after they were asked for: their enrollments are claimed by then. */
const deviceReader = () =>
  new DataLoader<string, Device | undefined>(
    async (keys) => {
      const found = await ztp.findMany(keys);
      const byKey = new Map(found.map((device) => [deviceKeyOf(device.id), device]));
      return keys.map((key) => byKey.get(key));
    },
    { cache: false, batchScheduleFn: (read) => setTimeout(read, GATHERED_MS) },
  );

/** What becomes of an enrollment that is over. Whether its end was written down. */
const finish = async (record: EnrollmentRecord, now: Date): Promise<boolean> => {
  const { retiring, again, device } = record;
  if (again !== undefined) return beginAgain(record, await ztp.find(device), await currentRules(), clock.iso(now));
  await ztp.removeRegistered(device, {
    registrationId: retiring?.registrationId,
    until: retiring?.at ?? clock.iso(now),
    given: givenBy(record),
  });
  return enrollments.remove(record);
};

const released = ({ claim: _, claimedUntil: __, ...record }: EnrollmentRecord): EnrollmentRecord => record;

/** One piece of work on a claimed enrollment: what is to be written, or that it is over. */
const turn = async (record: EnrollmentRecord, { now = clock.now, pausesSeconds, devices }: Work) => {
  const given = { now, ...(pausesSeconds && { pausesSeconds }) };
  const device = await devices.load(record.device);
  if (record.retiring) return { ...(await retreat(record, given)), made: [], goesOn: false };
  if (device) return { goesOn: false, ...(await advance(record, device, given)), isOver: false };
  // Its device is gone, or was never written: then what it was given is taken back.
  const retiring = { at: clock.iso(now()), keepAddress: false };
  return { next: { ...record, retiring, dueAt: clock.iso(now()) }, made: [], goesOn: true, isOver: false };
};

/** In whose name an enrollment ends: of the one who asked for it, or of its rule. */
const actorOf = ({ retiring, rule }: EnrollmentRecord): Actor => (retiring?.by as Actor | undefined) ?? { rule };

/** An exec call that was made at once may have ended before its enrollment began to wait for it. */
const lookAfter = async ({ device, exec, awaits }: EnrollmentRecord): Promise<void> => {
  if (!exec || awaits === undefined) return;
  const call = await ztp.findExec({ owner: device, at: exec.at, id: exec.id });
  if (call && call.status !== 'PENDING') await enrollments.endExec(device, call.id, execStep(call));
};

/**
 * Works on an enrollment that is due and nobody else's: claims it, does what can be done, writes down what came of it.
 * When it was changed meanwhile it begins from there, for every step bears repetition.
 */
const work = async (device: string, options: Work): Promise<void> => {
  const { now = clock.now, dispatch } = options;
  let record = await take(device, now());
  for (let turns = 0; record && turns < TURNS; turns += 1) {
    const seen = record;
    const { next, made, isOver, goesOn } = await actingAs({ rule: seen.rule }, () => turn(seen, options));
    const ends = () => finish(next, now());
    if (isOver && (await actingAs(actorOf(next), ends))) {
      if (record.again !== undefined) await work(device, options);
      return;
    }
    const written: EnrollmentRecord | undefined = isOver
      ? undefined
      : await enrollments.replace(record, goesOn ? next : released(next));
    if (written) {
      await dispatch(made);
      if (goesOn) record = written;
      else return written.plan.exec?.when === 'registered' ? lookAfter(written) : undefined;
    } else {
      const fresh = await enrollments.find(device);
      record = fresh?.claim === record.claim ? fresh : undefined;
    }
  }
};

/** Works on many enrollments side by side; one that breaks is logged, and is due still. */
export const workOn = async (devices: readonly string[], options: SagaOptions): Promise<void> => {
  const given: Work = { ...options, devices: deviceReader() };
  await pLimit(DEVICES_IN_FLIGHT).map(devices, async (device) => {
    try {
      await actingAs({ system: 'enrollment' }, () => work(device, given));
    } catch (error) {
      log.error('An enrollment could not be worked on', { device, error: error as Error });
    }
  });
};

/** The devices of up to `most` enrollments of which something is due. */
export const due = (most: number, { now = clock.now } = {}): Promise<string[]> =>
  enrollments.due(clock.iso(now()), most);

/** Told of an exec call that has ended: the enrollment that waits for it has its last step. */
export const execEnded = async (call: Delivery): Promise<void> => {
  if (call.details.enrollment === undefined) return;
  // Signed, so that the events of it have their moment.
  await actingAs({ system: 'enrollment' }, () => enrollments.endExec(call.owner, call.id, execStep(call)));
};
