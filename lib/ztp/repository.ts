import type { Page, Paging } from '#lib/core/page';
import { batchGet } from '#lib/db/batch';
import { all, type Condition, either, hasNo, is, isThere, not } from '#lib/db/conditions';
import { isDoneAlready, orWhenRefused, unlessRefused } from '#lib/db/errors';
import { deviceKey, deviceListed, devices, keyOf, shownIdOf } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import * as table from '#lib/db/table';
import { Device, type Editing, type Registering } from './model.ts';

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
  const isAnother = not(is('registrationId', registrationId));
  return Device.parse(
    await orWhenRefused<unknown>(table.update(deviceKey(key), change, isAnother), ({ item }) => item),
  );
};

/** Changes what is named; gives undefined when there is no such device. */
export const edit = (key: string, fields: Editing): Promise<Device | undefined> =>
  orWhenRefused<Device | undefined>(
    table.update(deviceKey(key), { set: { ...fields, changedBy: 'edit' } }, isThere).then((item) => Device.parse(item)),
    () => undefined,
  );

/** What can be edited of the device is as it was read. */
const asRead = ({ id, ip, name, userdata, tags }: Device): Condition =>
  all(
    ...[is('id', id), is('ip', ip), is('name', name), is('userdata', userdata)],
    tags.length > 0 ? is('tags', tags) : either(hasNo('tags'), is('tags', [])),
  );

/** Changes what is named of a device that is as it was read; gives undefined when it is not so any more. */
export const changeAsRead = (
  key: string,
  seen: Device,
  fields: Editing,
  changedBy: 'edit' | 'tags',
): Promise<Device | undefined> =>
  orWhenRefused<Device | undefined>(
    table
      .updateOnce(deviceKey(key), { set: { ...fields, changedBy } }, 'changeId', asRead(seen))
      .then((item) => Device.parse(item)),
    () => undefined,
  );

/** Changes the tags of a device. */
export const tag = (key: string, tags: readonly string[]): Promise<'tagged' | 'gone'> =>
  orWhenRefused<'tagged' | 'gone'>(
    table.update(deviceKey(key), { set: { tags, changedBy: 'tags' } }, isThere).then(() => 'tagged'),
    () => 'gone',
  );

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

const signAndRemove = async (key: string, when: Condition): Promise<'removed'> => {
  await table.remove(deviceKey(key), await table.signDeletion(deviceKey(key), when));
  return 'removed';
};

/** Deletes a device: 'gone' when there was none. */
export const remove = async (key: string): Promise<'removed' | 'gone'> => {
  for (;;) {
    const outcome = await orWhenRefused<'removed' | 'gone' | 'changed'>(signAndRemove(key, isThere), (refusal) => {
      // It is there still: somebody has changed it since it was signed.
      if (refusal.item) return 'changed';
      return isDoneAlready(refusal) ? 'removed' : 'gone';
    });
    if (outcome !== 'changed') return outcome;
  }
};

/** Deletes a device whose newest registration is this one; any other stays. */
export const removeRegistered = async (
  key: string,
  registrationId: string,
  given: Readonly<Record<string, string>>,
): Promise<void> => {
  const isStillThat = is('registrationId', registrationId);
  await unlessRefused(
    table.signDeletion(deviceKey(key), isStillThat, { given }).then(() => table.remove(deviceKey(key), isStillThat)),
  );
};

/** The ids of all devices as they were first written, in order. */
export const listIds = (paging: Paging): Promise<Page<string>> => queryPage(devices, paging, shownIdOf);

/** All devices, in the order of their ids. */
export const list = async (paging: Paging): Promise<Page<Device>> => {
  const { items: keys, cursor } = await queryPage(devices, paging, keyOf);
  return { items: (await batchGet(keys, { only: SHOWN })).map((item) => Device.parse(item)), cursor };
};
