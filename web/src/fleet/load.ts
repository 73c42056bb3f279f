import { api } from '../core/api.ts';
import { statusOf } from '../core/failure.ts';
import type { DeviceInFull, Exec, FleetDevice, Machine, Server } from '../core/model.ts';

export interface Seen {
  device: FleetDevice;
  inFull: DeviceInFull;
  execs: Exec[];
  server: Server | undefined;
  machine: Pick<Machine, 'id' | 'name' | 'state'> | undefined;
}

const orGone = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error) => {
    if (statusOf(error) === 404) return undefined;
    throw error;
  });

/** A device with everything that it was given, as it is now. */
export const loadDevice = async (id: string): Promise<Seen> => {
  const params = { id };
  const [device, inFull, execs] = await Promise.all([
    api('GET /fleet/devices/{id}', { params }),
    api('GET /ztp/devices/{id}', { params }),
    api('GET /ztp/devices/{id}/execs', { params, query: { limit: 10 } }),
  ]);
  const server = device.server
    ? await orGone(api('GET /servers/{name}', { params: { name: device.server.name } }))
    : undefined;
  return { device, inFull, execs: execs.items, server, machine: device.machine ?? undefined };
};
