import * as clock from '#lib/core/clock';
import { measure } from '#lib/core/metrics';
import type { Delivery, DeliveryPolicy, DeliveryRef, SendingPolicy } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import { deviceKeyOf } from '../device-key.ts';
import { deviceUnknown } from '../errors.ts';
import { serviceManager, toServiceManager } from '../manager.ts';
import { type Device, newestExec } from '../model.ts';

interface Options {
  now?: () => Date;
  manager?: DeliveryPolicy;
}

interface Calling {
  now?: () => Date;
  manager?: SendingPolicy;
  ended?: (call: Delivery) => Promise<void>;
}

/** What an enrollment has to add to the exec calls of its device. */
export interface ExecDetails {
  /** The address that was allocated, and that the call is about. */
  address?: string;
  /** The enrollment that waits for the end of the call. */
  enrollment?: string;
}

/**
 * Writes the exec call of a registration into the ledger, where it is due at once. Again: nothing happens, and the call
 * is given as it stands.
 */
export const writeExec = (
  device: Device,
  { address, enrollment }: ExecDetails = {},
  { manager = serviceManager() }: Options = {},
): Promise<Delivery> =>
  calls.open(manager, newestExec(deviceKeyOf(device.id), device), {
    device: device.id,
    ip: address ?? device.ip,
    name: device.name,
    ...(address !== undefined && { address }),
    ...(enrollment !== undefined && { enrollment }),
  });

/** The same; gives which call it is. */
export const openExec = async (device: Device, options: Options = {}): Promise<DeliveryRef> => {
  const { owner, at, id } = await writeExec(device, {}, options);
  return { owner, at, id };
};

/** The exec call of a registration, if it is written. */
export const findExec = (
  ref: DeliveryRef,
  { manager = serviceManager() }: Options = {},
): Promise<Delivery | undefined> => calls.find(manager, ref);

/** Makes an exec call due again, with all its tries. @throws AppError 404. */
export const renewExec = async (
  ref: DeliveryRef,
  { now = clock.now, manager = serviceManager() }: Options = {},
): Promise<Delivery> => {
  const call = await calls.renew(manager, ref, { now });
  if (!call) throw deviceUnknown(ref.owner);
  return call;
};

/** Calls the service manager for each of these that is due and nobody else's. `ended` is told of those that end. */
export const callManager = (
  refs: readonly DeliveryRef[],
  { now = clock.now, manager = toServiceManager(), ended }: Calling = {},
): Promise<void> => calls.attemptAll({ ...manager, ...(ended && { ended }) }, refs, { now });

/** Up to `most` exec calls that are due, the longest waiting first. Measures the age of the oldest of them. */
export const dueExecs = async (most: number, { now = clock.now, manager = serviceManager() }: Options = {}) => {
  const due = await calls.due(manager, most, { now });
  const at = now().getTime();
  measure('OldestExecAge', due.reduce((oldest, call) => Math.max(oldest, at - Date.parse(call.at)), 0) / 1000);
  return due;
};
