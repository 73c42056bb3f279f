import * as clock from '#lib/core/clock';
import { count } from '#lib/core/metrics';
import { idOfCall } from '#lib/core/operation';
import type { Page, Paging } from '#lib/core/page';
import type { DeliveryPolicy, DeliveryRef, DeliveryStatus } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import { deviceKeyOf } from './device-key.ts';
import { deviceUnknown } from './errors.ts';
import { serviceManager } from './manager.ts';
import {
  type Device,
  type DeviceView,
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
import { edit } from './service/edit.ts';
import { openExec, renewExec } from './service/exec.ts';
import { planImportWith } from './service/import.ts';

export { edit, editableOf, tag } from './service/edit.ts';
export {
  callManager,
  dueExecs,
  type ExecDetails,
  findExec,
  openExec,
  renewExec,
  writeExec,
} from './service/exec.ts';
export { deviceKeyOf };

interface Options {
  now?: () => Date;
  manager?: DeliveryPolicy;
}

/** Registers a device, new or again (`registrations` tells). */
export const register = async (
  id: string,
  registering: Registering,
  { now = clock.now }: Options = {},
): Promise<Device> => {
  const occasion = { at: clock.iso(now()), registrationId: idOfCall(`registration ${deviceKeyOf(id)}`) };
  const device = await repository.register(deviceKeyOf(id), id, registering, occasion);
  count('DevicesRegistered');
  return device;
};

/** A device as it is kept, by its id or its key, or undefined. */
export const find = (id: string): Promise<Device | undefined> => repository.find(deviceKeyOf(id));

/** Devices as they are kept, by their ids; those that are not there are left out. */
export const findMany = (ids: readonly string[]): Promise<Device[]> => repository.findMany(ids.map(deviceKeyOf));

const get = async (id: string): Promise<Device> => {
  const device = await find(id);
  if (!device) throw deviceUnknown(id);
  return device;
};

/** What a device said of itself. @throws AppError 404. */
export const check = (id: string): Promise<Registration> => get(id);

/** The ids of all devices, in order. @throws AppError 400 for a bad cursor. */
export const listIds = (paging: Paging = {}): Promise<Page<string>> => repository.listIds(paging);

/** Plans what importing these devices comes to. */
export const planImport = planImportWith({ register, edit });

/**
 * Deletes a device. Calls that it still waits for are given up first; what became of them stays in the ledger for its
 * time. @throws AppError 404.
 */
export const remove = async (id: string, { now = clock.now, manager = serviceManager() }: Options = {}) => {
  const key = deviceKeyOf(id);
  await calls.cancelAll(manager, key, 'The device was deleted', { now });
  if ((await repository.remove(key)) === 'gone') throw deviceUnknown(id);
};

/** What was taken back from a device, by the subjects of events. */
export type Retired = Readonly<Record<string, string>>;

/**
 * Deletes a device that has been retired, unless it has registered again since; it may be gone already. Calls that it
 * waited for at that time are given up first. The event of it names what the device was `given`.
 */
export const removeRegistered = async (
  id: string,
  { registrationId, until, given }: { registrationId: string | undefined; until: string; given: Retired },
  { now = clock.now, manager = serviceManager() }: Options = {},
): Promise<void> => {
  const key = deviceKeyOf(id);
  await calls.cancelAll(manager, key, 'The device was retired', { now, until });
  if (registrationId !== undefined) await repository.removeRegistered(key, registrationId, given);
};

/** An exec call is forgotten after its time; one that is missing before that has just not been begun. */
const untriedOrForgotten = ({ lastRegisteredAt }: Device, now: Date): ExecState | null =>
  clock.later(new Date(lastRegisteredAt), calls.KEPT_MS) > now ? UNTRIED : null;

/** A device as it is shown, with its tags, which the fleet shows. */
export type Shown = DeviceView &
  Pick<Device, 'tags' | 'registrationId'> & {
    /** Whether the exec call of its newest registration is written, or was and is forgotten. */
    isExecBegun: boolean;
  };

/** Devices as they are shown, each with the exec call of its newest registration. */
const shown = async (devices: readonly Device[], { now = clock.now, manager = serviceManager() }: Options) => {
  const refs = devices.map((device) => newestExec(deviceKeyOf(device.id), device));
  const byId = new Map((await calls.findProgress(manager, refs)).map((call) => [call.id, call]));
  return devices.map((device): Shown => {
    const call = byId.get(device.registrationId);
    const exec = call ? execStateOf(call) : untriedOrForgotten(device, now());
    return {
      ...device,
      registered_at: device.registeredAt,
      last_registered_at: device.lastRegisteredAt,
      exec,
      isExecBegun: call !== undefined || exec === null,
    };
  });
};

/** A device with the exec call of its newest registration. @throws AppError 404. */
export const show = async (id: string, options: Options = {}): Promise<Shown> => {
  const [view] = await shown([await get(id)], options);
  if (!view) throw deviceUnknown(id);
  return view;
};

/** Devices by their ids, in whatever spelling; those that are not there are left out. */
export const showMany = async (ids: readonly string[], options: Options = {}): Promise<Map<string, Shown>> => {
  const views = await shown(await repository.findMany(ids.map(deviceKeyOf)), options);
  const byKey = new Map(views.map((view) => [deviceKeyOf(view.id), view]));
  return new Map(
    ids.flatMap((id): [string, Shown][] => {
      const view = byKey.get(deviceKeyOf(id));
      return view ? [[id, view]] : [];
    }),
  );
};

/** Devices in the order of their ids. @throws AppError 400 for a bad cursor. */
export const list = async (paging: Paging = {}, options: Options = {}): Promise<Page<Shown>> => {
  const { items, cursor } = await repository.list(paging);
  return { items: await shown(items, options), cursor };
};

/** The exec calls of a device, newest first. @throws AppError 404, or 400 for a bad cursor. */
export const listExecs = async (
  id: string,
  paging: Paging = {},
  { manager = serviceManager() }: Options = {},
): Promise<Page<Exec>> => {
  await get(id);
  const { items, cursor } = await calls.listOf(manager, deviceKeyOf(id), paging);
  return { items: items.map(execOf), cursor };
};

/** The exec calls of all devices in one state: pending ones by when they are due, ended ones latest first. */
export const listExecsIn = async (
  status: DeliveryStatus,
  paging: Paging = {},
  { manager = serviceManager() }: Options = {},
): Promise<Page<Exec>> => {
  const { items, cursor } = await calls.listIn(manager, status, paging);
  return { items: items.map(execOf), cursor };
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
  return { exec: execOf(await renewExec(ref, { now, manager })), ref };
};
