import { iso } from '#lib/core/clock';
import { isNew } from '#lib/db/conditions';
import { deviceKey, deviceListed, execKey, execListed } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { Device, type Registering } from './model.ts';

/** Writes the device and counts the registration, in one write; the count tells new from again. */
export const register = async (id: string, { ip, name, userdata }: Registering): Promise<Device> => {
  const at = iso();
  const item = await table.update(deviceKey(id), {
    set: {
      type: 'device',
      id,
      ip,
      lastRegisteredAt: at,
      ...(name !== undefined && { name }),
      ...(userdata !== undefined && { userdata }),
      ...deviceListed(id),
    },
    setOnce: {
      registeredAt: at,
      ...(name === undefined && { name: '' }),
      ...(userdata === undefined && { userdata: '' }),
    },
    add: { registrations: 1 },
  });
  return Device.parse(item);
};

export const find = async (id: string): Promise<Device | undefined> => {
  const item = await table.get(deviceKey(id));
  return item && Device.parse(item);
};

/** Claims the exec call of a registration. @throws Refused when somebody has it. */
export const claimExec = (device: string, registration: number) =>
  table.put(
    {
      ...execKey(device, registration),
      ...execListed('PENDING', iso()),
      type: 'exec',
      status: 'PENDING',
      device,
      registration,
    },
    isNew,
  );

export const settleExec = (
  device: string,
  registration: number,
  status: string,
  httpStatus: number | undefined,
  error: string | undefined,
) =>
  table.update(execKey(device, registration), {
    set: { status, httpStatus, error, at: iso() },
    index: execListed(status, iso()),
  });
