import { nothingThere, type Preconditions, presenceIn, thereAlready } from '#lib/core/etag';
import type { Page, Paging } from '#lib/core/page';
import { maintenanceUnknown } from '../errors.ts';
import type { Maintenance, MaintenanceBody } from '../model.ts';
import * as repository from '../repository/maintenance.ts';

/** Sets a window; tells whether there was none of that name. @throws AppError 412 when a precondition does not hold. */
export const setMaintenance = async (
  name: string,
  { tags, servers, from, until }: MaintenanceBody,
  preconditions: Preconditions = {},
): Promise<{ maintenance: Maintenance; isNew: boolean }> => {
  const maintenance = { name, ...(tags && { tags }), ...(servers && { servers }), from, until };
  const saved = await repository.save(maintenance, presenceIn(preconditions));
  if (saved === 'nothing-there') throw nothingThere();
  if (saved === 'there-already') throw thereAlready();
  return { maintenance, isNew: saved === 'created' };
};

/** @throws AppError 404. */
export const getMaintenance = async (name: string): Promise<Maintenance> => {
  const maintenance = await repository.find(name);
  if (!maintenance) throw maintenanceUnknown(name);
  return maintenance;
};

/** @throws AppError 404. */
export const deleteMaintenance = async (name: string): Promise<void> => {
  if (!(await repository.remove(name))) throw maintenanceUnknown(name);
};

/** A page of windows, in the order of their names. @throws AppError 400 for a bad cursor. */
export const listMaintenance = (paging: Paging = {}): Promise<Page<Maintenance>> => repository.page(paging);
