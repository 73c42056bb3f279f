import { is } from '#lib/db/conditions';
import { unlessRefused } from '#lib/db/errors';
import { lateHourKey, lateHours } from '#lib/db/keys';
import * as table from '#lib/db/table';

/** An hour of a group to which results were written after it had ended, the last of them about `at`. */
export interface LateHour {
  hour: string;
  group: string;
  at: string;
}

/** Notes that records of an hour are about to be written late, so that its averages are made again. */
export const noteLateHour = ({ hour, group, at }: LateHour): Promise<void> =>
  table.put({ ...lateHourKey(hour, group), type: 'late-hour', hour, group, at });

export const lateHoursNoted = async (): Promise<LateHour[]> => {
  const found: LateHour[] = [];
  for await (const items of table.queryAll(lateHours))
    found.push(...items.map(({ hour, group, at }) => ({ hour: String(hour), group: String(group), at: String(at) })));
  return found;
};

/** Forgets an hour, unless it was noted again since. */
export const forgetLateHour = ({ hour, group, at }: LateHour): Promise<void> =>
  unlessRefused(table.remove(lateHourKey(hour, group), is('at', at)));
