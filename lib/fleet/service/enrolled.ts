import * as ztp from '#lib/ztp/service';
import { deviceKeyOf } from '#lib/ztp/service';
import { shownSteps, stateOf } from '../enrollment.ts';
import type { DeviceState, FleetDevice } from '../model.ts';
import { together } from '../repository/device.ts';
import * as enrollments from '../repository/enrollment.ts';
import { expectedSoon } from './expected.ts';

/** What became of a device, with the names of what it was given instead of the things themselves. */
export interface Enrolled {
  rule: string | null;
  state: DeviceState;
  tags: string[];
  steps: FleetDevice['steps'];
  address: FleetDevice['address'];
  server: string | undefined;
  machine: string | undefined;
}

/** The same of many, by their ids: one request, and two more where some have no enrollment, or one that failed. */
export const getEnrolled = (ids: readonly string[]): Promise<Map<string, Enrolled>> =>
  together(async () => {
    const [devices, known] = await Promise.all([ztp.findMany(ids), enrollments.findMany(ids.map(deviceKeyOf))]);
    const undecided = devices.filter(({ id }) => {
      const record = known.get(deviceKeyOf(id));
      return !record || stateOf(record) === 'FAILED';
    });
    const shown =
      undecided.length > 0 ? await ztp.showMany(undecided.map(({ id }) => id)) : new Map<string, ztp.Shown>();
    const records = new Map([...known, ...(await expectedSoon(shown.values(), known))]);
    const byKey = new Map(devices.map((device) => [deviceKeyOf(device.id), device]));
    return new Map(
      ids.map((id) => {
        const record = records.get(deviceKeyOf(id));
        const enrolled = {
          rule: record?.rule ?? null,
          state: record ? stateOf(record) : ('UNMANAGED' as const),
          tags: byKey.get(deviceKeyOf(id))?.tags ?? [],
          steps: record ? shownSteps(record) : [],
          address: record?.address ?? null,
          server: record?.server?.name,
          machine: record?.machine && record.machineId,
        };
        return [id, enrolled];
      }),
    );
  });
