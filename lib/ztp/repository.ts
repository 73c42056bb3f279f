import type { Page, Paging } from '#lib/core/page';
import { batchGet } from '#lib/db/batch';
import { is, isThere, not } from '#lib/db/conditions';
import { ConditionFailed } from '#lib/db/errors';
import { deviceKey, deviceListed, devices, keyOf, shownIdOf } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import * as table from '#lib/db/table';
import { Device, type Editing, type Registering, Registration } from './model.ts';

interface Occasion {
  at: string;
  registrationId: string;
}

/**
 * Writes the device and counts the registration, in one write; the count tells new from again. The SDK repeats a write
 * whose answer was lost: the condition sees to it that such a repetition is no second registration.
 */
export const register = async (
  key: string,
  id: string,
  { ip, name, userdata, tags }: Registering,
  { at, registrationId }: Occasion,
): Promise<Device> => {
  const change = {
    // The stream is filtered by `changedBy`, so that a registration wakes its reader and an edit does not.
    set: { type: 'device', ip, name, userdata, tags, lastRegisteredAt: at, registrationId, changedBy: 'registration' },
    setOnce: {
      id,
      registeredAt: at,
      ...(name === undefined && { name: '' }),
      ...(userdata === undefined && { userdata: '' }),
      ...deviceListed(id),
    },
    add: { registrations: 1 },
  };
  try {
    return Device.parse(await table.update(deviceKey(key), change, not(is('registrationId', registrationId))));
  } catch (error) {
    if (error instanceof ConditionFailed) return Device.parse(error.item);
    throw error;
  }
};

/** Changes what is named. @throws ConditionFailed when there is no such device. */
export const edit = async (key: string, fields: Editing): Promise<Registration> =>
  Registration.parse(await table.update(deviceKey(key), { set: { ...fields, changedBy: 'edit' } }, isThere));

/** Changes the tags of a device. @throws ConditionFailed when there is no such device. */
export const tag = async (key: string, tags: readonly string[]): Promise<void> => {
  await table.update(deviceKey(key), { set: { tags, changedBy: 'tags' } }, isThere);
};

export const find = async (key: string): Promise<Device | undefined> => {
  const item = await table.get(deviceKey(key));
  return item && Device.parse(item);
};

const SHOWN = Object.keys(Device.shape);

/** Devices by their keys; those that are not there are left out. */
export const findMany = async (keys: Iterable<string>): Promise<Device[]> => {
  const items = await batchGet([...new Set(keys)].map(deviceKey), { only: SHOWN });
  return items.map((item) => Device.parse(item));
};

/** @throws ConditionFailed when there is no such device. */
export const remove = async (key: string): Promise<void> => {
  for (;;) {
    const when = await table.signDeletion(deviceKey(key), isThere);
    try {
      return await table.remove(deviceKey(key), when);
    } catch (error) {
      // It is there still: somebody has changed it since it was signed.
      if (!(error instanceof ConditionFailed && error.item)) throw error;
    }
  }
};

/** Deletes a device whose newest registration is this one; any other stays. */
export const removeRegistered = async (key: string, registrationId: string): Promise<void> => {
  const isStillThat = is('registrationId', registrationId);
  try {
    await table.signDeletion(deviceKey(key), isStillThat);
    await table.remove(deviceKey(key), isStillThat);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

/** The ids of all devices as they were first written, in order. */
export const listIds = (paging: Paging): Promise<Page<string>> => queryPage(devices, paging, shownIdOf);

/** All devices, in the order of their ids. */
export const list = async (paging: Paging): Promise<Page<Device>> => {
  const { items: keys, cursor } = await queryPage(devices, paging, keyOf);
  return { items: (await batchGet(keys, { only: SHOWN })).map((item) => Device.parse(item)), cursor };
};
