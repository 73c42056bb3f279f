import type { Page, Paging } from '#lib/core/page';
import type { Event } from '#lib/events/model';
import * as events from '#lib/events/service';
import * as ztp from '#lib/ztp/service';
import { deviceKeyOf } from '#lib/ztp/service';
import type { EnrollmentRecord } from '../enrollment.ts';
import { deviceUnknown } from '../errors.ts';
import * as enrollments from '../repository/enrollment.ts';

interface Asked extends Paging {
  viewer?: number | undefined;
}

/** Events of a device that name all that it was given. */
const TELLING = ['device.enrolled', 'device.failed', 'device.retired'];

/** What an enrollment gave, as the events of the device tell it. */
const givenIn = (items: readonly Event[]): string[] =>
  items
    .filter(({ type }) => TELLING.includes(type))
    .flatMap(({ data: { address, server, machine } }) => [address, server, machine])
    .filter((subject): subject is string => typeof subject === 'string');

/** What belongs to a device now: its address, server and machine. */
const givenNow = (record: EnrollmentRecord | undefined): string[] => {
  const given = [record?.address?.ip_address, record?.server?.name, record?.machine && record.machineId];
  return given.filter((subject): subject is string => subject !== undefined);
};

/** As many events of the device itself are looked through for what it was given. */
const LOOKED_THROUGH = 100;

/**
 * Everything that happened to a device and to what it was given, newest first: from its registration on, and for as long
 * as events are kept even when it is gone. @throws AppError 404, or 400 for a bad cursor.
 */
export const timeline = async (id: string, { limit, cursor, viewer }: Asked): Promise<Page<Event>> => {
  const key = deviceKeyOf(id);
  const [device, record, own] = await Promise.all([
    ztp.find(key),
    enrollments.find(key),
    events.list({ subject: key }, { limit: LOOKED_THROUGH }),
  ]);
  const oldest = own.items.at(-1);
  if (!device && !oldest) throw deviceUnknown(id);
  const subject = [...new Set([key, ...givenNow(record), ...givenIn(own.items)])];
  // Others may have had the address or the name before this device had. Its own may be older than its registration.
  const [from] = [device?.registeredAt ?? oldest?.at ?? '', record?.begunAt ?? '~'].sort();
  return events.list({ subject, from, viewer }, { limit, cursor });
};
