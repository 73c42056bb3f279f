import { seconds } from '#lib/core/clock';
import type { Presence } from '#lib/core/etag';
import { randomId } from '#lib/core/ids';
import type { Page, Paging } from '#lib/core/page';
import { isNew, isThere } from '#lib/db/conditions';
import { isDoneAlready, orWhenRefused } from '#lib/db/errors';
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

/** What became of a window that was to be written: the latter two are refusals of what was asked for. */
export type Saved = 'created' | 'replaced' | 'nothing-there' | 'there-already';

const replace = async (item: Key & Item): Promise<Saved> => {
  await table.put(item, isThere);
  return 'replaced';
};

/** Writes a window, in the place of one of its name unless `presence` forbids that. */
export const save = async (window: Maintenance, presence?: Presence): Promise<Saved> => {
  const item = {
    ...maintenanceKey(window.name),
    type: 'maintenance',
    ...window,
    write: randomId(),
    expiresAtSeconds: seconds(new Date(window.until)) + KEPT_SECONDS,
  };
  if (presence === 'there') return orWhenRefused<Saved>(replace(item), () => 'nothing-there');
  const first = await orWhenRefused<Saved>(
    table.put(item, isNew).then(() => 'created'),
    // The SDK repeats a write whose answer was lost: then it is our own window that is there.
    (refusal) => (refusal.item?.write === item.write ? 'created' : 'there-already'),
  );
  if (first === 'created' || presence === 'absent') return first;
  await table.put(item);
  return 'replaced';
};

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
