import { seconds } from '#lib/core/clock';
import { isThereAlready, matchesNothing, type Presence } from '#lib/core/etag';
import { randomId } from '#lib/core/ids';
import type { Page, Paging } from '#lib/core/page';
import { isNew, isThere } from '#lib/db/conditions';
import { ConditionFailed, isDoneAlready } from '#lib/db/errors';
import { type Key, maintenanceKey, maintenances } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { Maintenance } from '../model.ts';

/** Windows that are over are forgotten after 90 days. */
const KEPT_SECONDS = 90 * 24 * 60 * 60;

const asMaintenance = (item: Item): Maintenance => Maintenance.parse(item);

export const find = async (name: string): Promise<Maintenance | undefined> => {
  const item = await table.get(maintenanceKey(name));
  return item && asMaintenance(item);
};

/** Writes a window in the place of the one that is there. @throws AppError 412 when there is none. */
const replace = async (item: Key & Item): Promise<void> => {
  try {
    await table.put(item, isThere);
  } catch (error) {
    throw error instanceof ConditionFailed ? matchesNothing() : error;
  }
};

/**
 * Writes a window, in the place of one of its name; tells whether there was none. @throws AppError 412 when that is not
 * what was asked for.
 */
export const save = async (window: Maintenance, presence?: Presence): Promise<boolean> => {
  const item = {
    ...maintenanceKey(window.name),
    type: 'maintenance',
    ...window,
    write: randomId(),
    expiresAtSeconds: seconds(new Date(window.until)) + KEPT_SECONDS,
  };
  if (presence === 'there') {
    await replace(item);
    return false;
  }
  try {
    await table.put(item, isNew);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    // The SDK repeats a write whose answer was lost: then it is our own window that is there.
    if (error.item?.write === item.write) return true;
    if (presence === 'absent') throw isThereAlready();
    await table.put(item);
    return false;
  }
};

/** Whether there was one to remove. */
export const remove = async (name: string): Promise<boolean> => {
  try {
    await table.remove(maintenanceKey(name), isThere);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return isDoneAlready(error);
    throw error;
  }
};

/** A page of windows in the order of their names. @throws AppError (400) for a cursor of something else. */
export const page = (paging: Paging): Promise<Page<Maintenance>> => queryPage(maintenances, paging, asMaintenance);

export const all = async (): Promise<Maintenance[]> => {
  const found: Maintenance[] = [];
  for await (const items of table.queryAll(maintenances)) found.push(...items.map(asMaintenance));
  return found;
};
