import { seconds } from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import type { Page, Paging } from '#lib/core/page';
import { all as allOf, type Condition, hasNo, is, isNew, isThere } from '#lib/db/conditions';
import { isDoneAlready, orWhenRefused } from '#lib/db/errors';
import { maintenanceKey, maintenances } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { Maintenance } from '../model.ts';

/** Windows that are over are forgotten after 90 days. */
const KEPT_SECONDS = 90 * 24 * 60 * 60;

const asMaintenance = (item: Item): Maintenance => Maintenance.parse(item);

/** A window as it was read; `write` is another with every change. */
export interface WrittenMaintenance {
  window: Maintenance;
  write: unknown;
}

export const findWritten = async (name: string): Promise<WrittenMaintenance | undefined> => {
  const item = await table.get(maintenanceKey(name));
  return item && { window: asMaintenance(item), write: item.write };
};

const itemOf = (window: Maintenance) => ({
  ...maintenanceKey(window.name),
  type: 'maintenance',
  ...window,
  write: randomId(),
  expiresAtSeconds: seconds(new Date(window.until)) + KEPT_SECONDS,
});

/** Writes an item where `when` holds. Whether it did: the SDK repeats a write whose answer was lost. */
const putIf = (item: ReturnType<typeof itemOf>, when: Condition): Promise<boolean> =>
  orWhenRefused(
    table.put(item, when).then(() => true),
    (refusal) => refusal.item?.write === item.write,
  );

/** Writes a window, in the place of one of its name where there is one. */
export const save = async (window: Maintenance): Promise<'created' | 'replaced'> => {
  const item = itemOf(window);
  if (await putIf(item, isNew)) return 'created';
  await table.put(item);
  return 'replaced';
};

/** Writes a window in the place of the one that was seen, or of none. Whether it did. */
export const saveOver = (window: Maintenance, seen: WrittenMaintenance | undefined): Promise<boolean> =>
  putIf(
    itemOf(window),
    seen ? allOf(isThere, seen.write === undefined ? hasNo('write') : is('write', seen.write)) : isNew,
  );

/** Whether there was one to remove. */
export const remove = (name: string): Promise<boolean> =>
  orWhenRefused(
    table.remove(maintenanceKey(name), isThere).then(() => true),
    (refusal) => isDoneAlready(refusal),
  );

/** A page of windows in the order of their names. @throws AppError (400) for a cursor of something else. */
export const page = (paging: Paging): Promise<Page<Maintenance>> => queryPage(maintenances, paging, asMaintenance);

export const all = async (): Promise<Maintenance[]> => {
  const found: Maintenance[] = [];
  for await (const items of table.queryAll(maintenances)) found.push(...items.map(asMaintenance));
  return found;
};
