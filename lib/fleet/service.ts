import { actingAs, currentActor } from '#lib/core/actor';
import * as clock from '#lib/core/clock';
import { AppError } from '#lib/core/errors';
import type { Device } from '#lib/ztp/model';
import * as ztp from '#lib/ztp/service';
import { deviceKeyOf } from '#lib/ztp/service';
import { begun } from './begin.ts';
import type { EnrollmentRecord } from './enrollment.ts';
import { addressMissing, deviceRetiring, deviceUnknown } from './errors.ts';
import type { FleetDevice } from './model.ts';
import * as enrollments from './repository/enrollment.ts';
import { allocate } from './service/address-step.ts';
import { candidates, rematch } from './service/choose.ts';
import * as devices from './service/devices.ts';
import { currentRules } from './service/rules-cache.ts';

interface Options {
  now?: () => Date;
}

/** What a machine says of itself; without an address where a rule gives it one. */
export interface Registering {
  ip?: string | undefined;
  name?: string | undefined;
  userdata?: string | undefined;
}

/** Time for a registration to be written after its enrollment has begun; then what that has is taken back. */
const REGISTERING_MS = 60_000;

/** Begins the enrollment of a device that has no address yet. Undefined when somebody was faster. */
const beginBare = async (key: string, name: string, ip: string, now: Date): Promise<EnrollmentRecord | undefined> => {
  for (const rule of candidates(await currentRules(), { id: key, name, ip: ip || undefined })) {
    if (!rule.address) throw addressMissing();
    const dueAt = clock.iso(clock.later(now, REGISTERING_MS));
    const record = { ...begun(rule, key, { name, ip }, clock.iso(now)), dueAt };
    const { outcome } = await enrollments.begin(rule, [record]);
    if (outcome === 'begun') return record;
    if (outcome === 'there') return undefined;
  }
  throw addressMissing();
};

/** Writes the address of an enrollment down: its rule gives it, whoever registers. Without one nothing is left of it. */
const withAddress = async (
  record: EnrollmentRecord,
  isNew: boolean,
  now: Date,
): Promise<EnrollmentRecord | undefined> => {
  try {
    const { address } = await actingAs({ rule: record.rule }, () => allocate(record, () => now));
    const step = { state: 'DONE' as const, at: clock.iso(now), attempts: 1, error: null };
    return await enrollments.replace(record, {
      ...record,
      ...(address && { address }),
      steps: { ...record.steps, address: step },
    });
  } catch (error) {
    if (isNew) await enrollments.remove(record);
    throw error;
  }
};

/** The address that a device is registered with when it names none. @throws AppError 400, 409. */
const addressFor = async (id: string, { name }: Registering, now: Date): Promise<string> => {
  const key = deviceKeyOf(id);
  for (;;) {
    const seen = await enrollments.find(key);
    if (seen?.retiring) throw deviceRetiring(id);
    if (seen?.address) return seen.address.ip_address;
    if (seen && !seen.plan.address) throw addressMissing();
    const device = seen ? undefined : await ztp.find(key);
    const record = seen ?? (await beginBare(key, name ?? device?.name ?? '', device?.ip ?? '', now));
    const written = record && (await withAddress(record, seen === undefined && device === undefined, now));
    if (written?.address) return written.address.ip_address;
  }
};

/** Registers a device. Without `ip` it has the address that its rule allocates. @throws AppError 400, 409. */
export const register = async (id: string, said: Registering, { now = clock.now }: Options = {}): Promise<Device> => {
  const ip = said.ip ?? (await addressFor(id, said, now()));
  return ztp.register(id, { ...said, ip }, { now });
};

const find = async (id: string): Promise<Device> => {
  const device = await ztp.find(id);
  if (!device) throw deviceUnknown(id);
  return device;
};

/** Whether there is an enrollment to be worked on now. */
export interface Enrolling {
  device: FleetDevice;
  enrollments: string[];
}

/**
 * Matches the rules again and has the steps done that are not done. A device that no rule matches stays unmanaged.
 * @throws AppError 404, 409 while it is being retired.
 */
export const enroll = async (id: string, { now = clock.now }: Options = {}): Promise<Enrolling> => {
  const key = deviceKeyOf(id);
  const device = await find(id);
  for (;;) {
    const seen = await enrollments.find(key);
    if (seen?.retiring) throw deviceRetiring(id);
    const rules = await currentRules();
    const at = clock.iso(now());
    if (seen) {
      if (!(await rematch(seen, device, rules, at))) continue;
      return { device: await devices.get(id), enrollments: [key] };
    }
    for (const rule of candidates(rules, { id: key, name: device.name, ip: device.ip })) {
      const { outcome } = await enrollments.begin(rule, [begun(rule, key, device, at)]);
      if (outcome === 'begun') return { device: await devices.get(id), enrollments: [key] };
      if (outcome === 'there') break;
    }
    if (!(await enrollments.find(key))) return { device: await devices.get(id), enrollments: [] };
  }
};

/** Begins a retirement, unless one is under way. Gives whether there is an enrollment at all. */
const beginRetirement = async (
  key: string,
  { keepAddress, registrationId, at }: { keepAddress: boolean; registrationId: string | undefined; at: string },
): Promise<boolean> => {
  for (;;) {
    const seen = await enrollments.find(key);
    if (!seen) return false;
    if (seen.retiring) return true;
    const { awaits: _, ...record } = seen;
    const by = currentActor();
    const retiring = { at, keepAddress, ...(registrationId !== undefined && { registrationId }), ...(by && { by }) };
    if (await enrollments.replace(seen, { ...record, retiring, dueAt: at })) return true;
  }
};

/**
 * Has everything that a device was given taken back, and then the device deleted. One that no rule has matched is
 * deleted at once. @throws AppError 404.
 */
export const retire = async (
  id: string,
  { keepAddress = false, now = clock.now }: Options & { keepAddress?: boolean } = {},
): Promise<Enrolling> => {
  const key = deviceKeyOf(id);
  const { registrationId } = await find(id);
  const device = { ...(await devices.get(id)), state: 'RETIRING' as const };
  const isManaged = await beginRetirement(key, { keepAddress, registrationId, at: clock.iso(now()) });
  if (!isManaged) await ztp.remove(id, { now });
  return { device, enrollments: isManaged ? [key] : [] };
};

/** Deletes a device, and has everything taken back that it was given. @throws AppError 404. */
export const remove = async (id: string, { now = clock.now }: Options = {}): Promise<{ enrollments: string[] }> => {
  const key = deviceKeyOf(id);
  const device = (await enrollments.find(key)) && (await ztp.find(id));
  if (!device) {
    await ztp.remove(id, { now });
    return { enrollments: [] };
  }
  const { registrationId } = device;
  await beginRetirement(key, { keepAddress: false, registrationId, at: clock.iso(now()) });
  await ztp.remove(id, { now }).catch((error: unknown) => {
    // The retirement has been faster.
    if (!(error instanceof AppError && error.kind === 'not-found')) throw error;
  });
  return { enrollments: [key] };
};
