import { isDeepStrictEqual } from '#lib/core/deep-equal';
import { type ImportPlan, refusedFor, UNCHANGED } from '#lib/core/import-plan';
import { deviceKeyOf } from '../device-key.ts';
import type { Device, ImportedDevice } from '../model.ts';
import * as repository from '../repository.ts';

interface Writes {
  register: (id: string, row: Omit<ImportedDevice, 'id'> & { ip: string }) => Promise<unknown>;
  edit: (id: string, changes: Partial<Omit<ImportedDevice, 'id'>>) => Promise<unknown>;
}

const differences = ({ id: _, ...row }: ImportedDevice, device: Device) =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) => value !== undefined && !isDeepStrictEqual(value, device[name as keyof typeof row]),
    ),
  );

/** Plans what importing devices comes to: one that is not there registers, with its exec call and the rules of the fleet. */
export const planImportWith =
  ({ register, edit }: Writes) =>
  async (rows: readonly ImportedDevice[]): Promise<ImportPlan[]> => {
    const found = await repository.findMany(rows.map(({ id }) => deviceKeyOf(id)));
    const there = new Map(found.map((device) => [deviceKeyOf(device.id), device]));
    return rows.map((row): ImportPlan => {
      const { id, ip } = row;
      const device = there.get(deviceKeyOf(id));
      if (device) {
        const changes = differences(row, device);
        if (Object.keys(changes).length === 0) return UNCHANGED;
        return { outcome: 'updated', apply: () => edit(id, changes) };
      }
      if (ip === undefined) return refusedFor({ path: 'ip', message: 'must be there: the device is new' });
      const { id: _, ...said } = row;
      return { outcome: 'created', apply: () => register(id, { ...said, ip }) };
    });
  };
