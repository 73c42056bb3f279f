import type * as ztp from '#lib/ztp/service';
import { deviceKeyOf } from '#lib/ztp/service';
import { begun } from '../begin.ts';
import { type EnrollmentRecord, stateOf, untried } from '../enrollment.ts';
import { firstWithRoom } from './match.ts';

/** A failed enrollment that has not heard of a registration which tries it again. */
const triedAgain = (record: EnrollmentRecord, { last_registered_at: at }: ztp.Shown): EnrollmentRecord => ({
  ...record,
  steps: Object.fromEntries(
    Object.entries(record.steps).map(([name, step]) => [name, step.state === 'FAILED' ? untried(at) : step]),
  ),
});

const expectedOf = async (
  device: ztp.Shown,
  record: EnrollmentRecord | undefined,
): Promise<EnrollmentRecord | undefined> => {
  if (record) {
    const isNews = record.registration?.id !== device.registrationId && stateOf(record) === 'FAILED';
    return isNews ? triedAgain(record, device) : undefined;
  }
  const { name, ip, last_registered_at: at } = device;
  const key = deviceKeyOf(device.id);
  const rule = await firstWithRoom({ id: key, name, ip });
  return rule && begun(rule, key, { name, ip }, at);
};

/**
 * What is about to become of devices whose newest registration no rule was matched with yet: the stream brings it a
 * moment after it was answered, and until then whoever asks must not be told that no rule fits. By the keys of the
 * devices; nothing of it is written. Without such a device it reads nothing.
 */
export const expectedSoon = async (
  devices: Iterable<ztp.Shown>,
  records: ReadonlyMap<string, EnrollmentRecord>,
): Promise<Map<string, EnrollmentRecord>> => {
  const found = new Map<string, EnrollmentRecord>();
  await Promise.all(
    [...devices].map(async (device) => {
      const key = deviceKeyOf(device.id);
      const expected = device.isExecBegun ? undefined : await expectedOf(device, records.get(key));
      if (expected) found.set(key, expected);
    }),
  );
  return found;
};
