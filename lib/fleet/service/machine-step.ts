import { MachineName, type State } from '#lib/cloud/model';
import { machines } from '#lib/cloud/service';
import * as clock from '#lib/core/clock';
import { AppError } from '#lib/core/errors';
import type { EnrollmentRecord } from '../enrollment.ts';
import { stepImpossible } from '../errors.ts';

/** A machine that has just begun something takes no other operation; that is over within so many looks. */
const LOOKS = 8;
const PAUSE_MS = 500;

/**
 * Does what a taken name may stand in the way of. The machine of a device that was retired keeps its name although it is
 * terminated: that one is deleted, as soon as it can be. Any other keeps its name.
 */
const overRetired = async <T>(cluster: string, name: string, work: () => Promise<T>): Promise<T> => {
  for (let look = 1; ; look += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'machine.exists') || look === LOOKS) throw error;
      const other = await machines.findNamed(cluster, name);
      const isRetired = other?.device !== undefined && ENDING.includes(other.state);
      if (other && !isRetired) throw error;
      if (other?.state === 'TERMINATED') await machines.remove(other.id);
      else if (other) await clock.sleep(PAUSE_MS);
    }
  }
};

const ENDING: readonly State[] = ['TERMINATING', 'TERMINATED'];

/** Creates the device's machine, or gives it its new name. @throws AppError 400, 409. */
export const create = async (
  { plan, machineId, machine, device }: EnrollmentRecord,
  wanted: string,
  now: () => Date,
): Promise<Partial<EnrollmentRecord>> => {
  const { success, data: name } = MachineName.safeParse(wanted);
  if (!success) throw stepImpossible(`${JSON.stringify(wanted)} cannot be the name of a machine.`);
  const { cluster_name = '', tags = [] } = plan.machine ?? {};
  const make = () => machines.create({ name, cluster_name, tags }, { id: machineId, device, now });
  const current = machine ?? (await overRetired(cluster_name, name, make));
  if (current.name !== name) await overRetired(cluster_name, name, () => machines.change(machineId, { name }, { now }));
  return { machine: { name } };
};

const isGone = (error: unknown): boolean =>
  error instanceof AppError &&
  (error.kind === 'not-found' || (error.kind === 'conflict' && Array.isArray(error.extra.allowed)));

/** Whether a refusal is for good: nothing is allowed of what TERMINATING or TERMINATED machines are. */
const isEnding = async (id: string): Promise<boolean> => {
  const state = (await machines.getMany([id])).get(id)?.state;
  return state === undefined || state === 'TERMINATING' || state === 'TERMINATED';
};

/** Terminates the device's machine, where it is there. @throws AppError 409 when it is busy for too long. */
export const terminate = async ({ machineId }: EnrollmentRecord, now: () => Date): Promise<void> => {
  for (let look = 1; ; look += 1) {
    try {
      await machines.operate(machineId, 'TERMINATE', { now });
      return;
    } catch (error) {
      if (!isGone(error) || look === LOOKS) throw error;
      if (await isEnding(machineId)) return;
    }
    await clock.sleep(PAUSE_MS);
  }
};
