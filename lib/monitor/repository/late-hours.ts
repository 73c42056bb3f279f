import { is } from '#lib/db/conditions';
import { ConditionFailed } from '#lib/db/errors';
import { lateHourKey, lateHours } from '#lib/db/keys';
import * as table from '#lib/db/table';

/** An hour to which records were written after it had ended, the last of them about `at`. */
export interface LateHour {
  hour: string;
  at: string;
}

/** Notes that records of an hour are about to be written late, so that its averages are made again. */
export const noteLateHour = ({ hour, at }: LateHour): Promise<void> =>
  table.put({ ...lateHourKey(hour), type: 'late-hour', hour, at });

export const lateHoursNoted = async (): Promise<LateHour[]> => {
  const found: LateHour[] = [];
  for await (const items of table.queryAll(lateHours))
    found.push(...items.map(({ hour, at }) => ({ hour: String(hour), at: String(at) })));
  return found;
};

/** Forgets an hour, unless it was noted again since. */
export const forgetLateHour = async ({ hour, at }: LateHour): Promise<void> => {
  try {
    await table.remove(lateHourKey(hour), is('at', at));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
};
