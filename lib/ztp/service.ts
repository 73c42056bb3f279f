import { missing } from '#lib/core/errors';
import { settings } from '#lib/core/settings';
import { Refused } from '#lib/db/refusals';
import type { Device, Registering } from './model.ts';
import * as repository from './repository.ts';

/** Registers a device, new or again (`registrations` tells). */
export const register = (id: string, registering: Registering): Promise<Device> => repository.register(id, registering);

/** A device. @throws Fault 404. */
export const get = async (id: string): Promise<Device> => {
  const device = await repository.find(id);
  if (!device) throw missing('device.unknown', `There is no device ${id}.`);
  return device;
};

/** Tells the service manager of a registration, once. */
export const exec = async ({ id, ip, registrations }: Device): Promise<void> => {
  try {
    await repository.claimExec(id, registrations);
  } catch (error) {
    if (error instanceof Refused) return;
    throw error;
  }
  const { SERVICE_MANAGER_URL, EXEC_TIMEOUT_MS } = settings();
  try {
    const response = await fetch(`${SERVICE_MANAGER_URL.replace(/\/$/, '')}/api/exec?ip=${encodeURIComponent(ip)}`, {
      headers: { 'Idempotency-Key': `${encodeURIComponent(id)}-${registrations}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(EXEC_TIMEOUT_MS),
    });
    await repository.settleExec(id, registrations, response.ok ? 'SUCCEEDED' : 'FAILED', response.status, undefined);
  } catch (error) {
    await repository.settleExec(id, registrations, 'PENDING', undefined, String(error));
  }
};
