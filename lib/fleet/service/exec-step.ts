import type { Delivery, DeliveryRef } from '#lib/outbox/model';
import type { Device } from '#lib/ztp/model';
import * as ztp from '#lib/ztp/service';
import { deviceKeyOf } from '#lib/ztp/service';
import type { EnrollmentRecord, RegistrationRef, StepRecord } from '../enrollment.ts';

const refOf = (device: string, { id, at }: RegistrationRef): DeliveryRef => ({ owner: device, at, id });

/** The same device as it was at another of its registrations, as far as the exec call goes. */
const at = (device: Device, { id, at }: RegistrationRef): Device => ({
  ...device,
  registrationId: id,
  lastRegisteredAt: at,
});

/** Only a call that comes after the address is about it. */
const detailsOf = ({ id, plan, address }: EnrollmentRecord): ztp.ExecDetails => ({
  enrollment: id,
  ...(plan.exec?.when === 'enrolled' && address && { address: address.ip_address }),
});

/** What a call means for its step. */
export const execStep = ({ status, attempts, tries, reason }: Delivery): StepRecord => {
  const last = tries.at(-1);
  return {
    state: status === 'SUCCEEDED' ? 'DONE' : status,
    at: last?.at ?? new Date().toISOString(),
    attempts,
    error: reason ?? last?.error ?? null,
  };
};

export interface ExecProgress {
  /** Calls that are to be made now. */
  made: DeliveryRef[];
  /** The newest of all, if it is known. */
  newest: Delivery | undefined;
}

/** Writes the exec calls of registrations that have none yet, and looks how the newest of all stands. */
export const call = async (record: EnrollmentRecord, device: Device): Promise<ExecProgress> => {
  const written: Delivery[] = [];
  for (const registration of record.open) {
    const one = await ztp.writeExec(at(device, registration), detailsOf(record));
    const ref = refOf(deviceKeyOf(device.id), registration);
    written.push(one.status === 'FAILED' ? await ztp.renewExec(ref) : one);
  }
  const newest = written.at(-1) ?? (record.exec && (await ztp.findExec(refOf(record.device, record.exec))));
  return { made: written.map(({ owner, at, id }) => ({ owner, at, id })), newest };
};
