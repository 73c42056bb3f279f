import { assertPreconditions, hasAny, type Preconditions } from '#lib/core/etag';
import type { Page, Paging } from '#lib/core/page';
import { maintenanceUnknown } from '../errors.ts';
import { Maintenance, type MaintenanceBody } from '../model.ts';
import * as repository from '../repository/maintenance.ts';

/** Sets a window; tells whether there was none of that name. @throws AppError 412 when a precondition does not hold. */
export const setMaintenance = async (
  name: string,
  body: MaintenanceBody,
  preconditions: Preconditions = {},
): Promise<{ maintenance: Maintenance; isNew: boolean }> => {
  const maintenance = Maintenance.parse({ name, ...body });
  if (!hasAny(preconditions)) return { maintenance, isNew: (await repository.save(maintenance)) === 'created' };
  for (;;) {
    const seen = await repository.findWritten(name);
    assertPreconditions(preconditions, seen?.window);
    if (await repository.saveOver(maintenance, seen)) return { maintenance, isNew: seen === undefined };
  }
};

/** @throws AppError 404. */
export const getMaintenance = async (name: string): Promise<Maintenance> => {
  const found = await repository.findWritten(name);
  if (!found) throw maintenanceUnknown(name);
  return found.window;
};

/** @throws AppError 404. */
export const deleteMaintenance = async (name: string): Promise<void> => {
  if (!(await repository.remove(name))) throw maintenanceUnknown(name);
};

/** A page of windows, in the order of their names. @throws AppError 400 for a bad cursor. */
export const listMaintenance = (paging: Paging = {}): Promise<Page<Maintenance>> => repository.page(paging);
