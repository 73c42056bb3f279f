import * as clock from '#lib/core/clock';
import { type AppError, notFound } from '#lib/core/errors';
import { randomId } from '#lib/core/ids';
import { count, measure } from '#lib/core/metrics';
import { ConditionFailed, isDoneAlready } from '#lib/db/errors';
import type { DeliveryPolicy, DeliveryRef, DeliveryStatus, SendingPolicy } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import { deviceKeyOf } from './device-key.ts';
import { serviceManager, toServiceManager } from './manager.ts';
import {
  type Device,
  type DeviceView,
  type Editing,
  type Exec,
  type ExecState,
  execOf,
  execStateOf,
  newestExec,
  type Registering,
  type Registration,
  UNTRIED,
} from './model.ts';
import * as repository from './repository.ts';

interface Options {
  now?: () => Date;
  manager?: DeliveryPolicy;
}

interface Calling {
  now?: () => Date;
  manager?: SendingPolicy;
}

interface Paging {
  limit: number;
  cursor?: string | undefined;
}

const unknown = (id: string): AppError => notFound('device.unknown', `There is no device ${id}.`);

/** Gives 404 where a write found no device. */
const orUnknown = async <T>(id: string, write: Promise<T>): Promise<T> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionFailed) throw unknown(id);
    throw error;
  }
};

/** Registers a device, new or again (`registrations` tells). */
export const register = async (
  id: string,
  registering: Registering,
  { now = clock.now }: Options = {},
): Promise<Device> => {
  const occasion = { at: clock.iso(now()), registrationId: randomId() };
  const device = await repository.register(deviceKeyOf(id), id, registering, occasion);
  count('DevicesRegistered');
  return device;
};

const get = async (id: string): Promise<Device> => {
  const device = await repository.find(deviceKeyOf(id));
  if (!device) throw unknown(id);
  return device;
};

/** What a device said of itself. @throws AppError 404. */
export const check = (id: string): Promise<Registration> => get(id);

/** The ids of all devices, in order. @throws AppError 400 for a bad cursor. */
export const listIds = (paging: Paging) => repository.listIds(paging);

/** Changes what is named; no registration, and so no exec call. @throws AppError 404. */
export const edit = (id: string, fields: Editing): Promise<Registration> =>
  orUnknown(id, repository.edit(deviceKeyOf(id), fields));

/**
 * Deletes a device. Calls that it still waits for are given up first; what became of them stays in the ledger for its
 * time. @throws AppError 404.
 */
export const remove = async (id: string, { now = clock.now, manager = serviceManager() }: Options = {}) => {
  const key = deviceKeyOf(id);
  await calls.cancelAll(manager, key, 'The device was deleted', { now });
  try {
    await repository.remove(key);
  } catch (error) {
    if (isDoneAlready(error)) return;
    throw error instanceof ConditionFailed ? unknown(id) : error;
  }
};

/** An exec call is forgotten after its time; one that is missing before that has just not been begun. */
const untriedOrForgotten = ({ lastRegisteredAt }: Device, now: Date): ExecState | null =>
  clock.later(new Date(lastRegisteredAt), calls.KEPT_MS) > now ? UNTRIED : null;

/** Devices as they are shown, each with the exec call of its newest registration. */
const shown = async (devices: readonly Device[], { now = clock.now, manager = serviceManager() }: Options) => {
  const refs = devices.map((device) => newestExec(deviceKeyOf(device.id), device));
  const byId = new Map((await calls.findAll(manager, refs)).map((call) => [call.id, call]));
  return devices.map((device): DeviceView => {
    const call = byId.get(device.registrationId);
    return {
      ...device,
      registered_at: device.registeredAt,
      last_registered_at: device.lastRegisteredAt,
      exec: call ? execStateOf(call) : untriedOrForgotten(device, now()),
    };
  });
};

/** A device with the exec call of its newest registration. @throws AppError 404. */
export const show = async (id: string, options: Options = {}): Promise<DeviceView> => {
  const [view] = await shown([await get(id)], options);
  if (!view) throw unknown(id);
  return view;
};

/** Devices by their ids, in whatever spelling; those that are not there are left out. */
export const showMany = async (ids: readonly string[], options: Options = {}): Promise<Map<string, DeviceView>> => {
  const views = await shown(await repository.findMany(ids.map(deviceKeyOf)), options);
  const byKey = new Map(views.map((view) => [deviceKeyOf(view.id), view]));
  return new Map(
    ids.flatMap((id): [string, DeviceView][] => {
      const view = byKey.get(deviceKeyOf(id));
      return view ? [[id, view]] : [];
    }),
  );
};

/** Devices in the order of their ids. @throws AppError 400 for a bad cursor. */
export const list = async (paging: Paging, options: Options = {}) => {
  const { devices, cursor } = await repository.list(paging);
  return { items: await shown(devices, options), cursor };
};

/** The exec calls of a device, newest first. @throws AppError 404, or 400 for a bad cursor. */
export const listExecs = async (id: string, paging: Paging, { manager = serviceManager() }: Options = {}) => {
  await get(id);
  const { items, cursor } = await calls.listOf(manager, deviceKeyOf(id), paging);
  return { items: items.map(execOf), cursor };
};

/** The exec calls of all devices in one state: pending ones by when they are due, ended ones latest first. */
export const listExecsIn = async (
  status: DeliveryStatus,
  paging: Paging,
  { manager = serviceManager() }: Options = {},
) => {
  const { items, cursor } = await calls.listIn(manager, status, paging);
  return { items: items.map(execOf), cursor };
};

/** Writes the exec call of a registration into the ledger, where it is due at once. Again: nothing happens. */
export const openExec = async (device: Device, { manager = serviceManager() }: Options = {}): Promise<DeliveryRef> => {
  const ref = newestExec(deviceKeyOf(device.id), device);
  await calls.open(manager, ref, { device: device.id, ip: device.ip });
  return ref;
};

/**
 * Makes the newest exec call of a device due now, with all its tries and the same `Idempotency-Key`, whatever became of
 * it. @throws AppError 404.
 */
export const resend = async (
  id: string,
  { now = clock.now, manager = serviceManager() }: Options = {},
): Promise<{ exec: Exec; ref: DeliveryRef }> => {
  const ref = await openExec(await get(id), { manager });
  return { exec: execOf(await calls.renew(manager, ref, { now })), ref };
};

/** Calls the service manager for each of these that is due and nobody else's. */
export const callManager = (
  refs: readonly DeliveryRef[],
  { now = clock.now, manager = toServiceManager() }: Calling = {},
): Promise<void> => calls.attemptAll(manager, refs, { now });

/** Up to `most` exec calls that are due, the longest waiting first. Measures the age of the oldest of them. */
export const dueExecs = async (most: number, { now = clock.now, manager = serviceManager() }: Options = {}) => {
  const due = await calls.due(manager, most, { now });
  const at = now().getTime();
  measure('OldestExecAge', due.reduce((oldest, call) => Math.max(oldest, at - Date.parse(call.at)), 0) / 1000);
  return due;
};
