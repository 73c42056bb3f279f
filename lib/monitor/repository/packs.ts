import { seconds } from '#lib/core/clock';
import { batchWrite } from '#lib/db/batch';
import { above, all, either, hasNo, is } from '#lib/db/conditions';
import { orWhenRefused, unlessRefused } from '#lib/db/errors';
import { packKey, packsOf, pingHourKey, rolledUpKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import type { Ping } from '../model.ts';
import { packHour, packResults, unpackResults } from '../pack.ts';

const DAY_SECONDS = 24 * 60 * 60;
/** A day longer than the records of single servers that are made of them. */
const PACKS_KEPT_SECONDS = 8 * DAY_SECONDS;
const HOURS_KEPT_SECONDS = 7 * DAY_SECONDS;

/** Writes the results of one sweep, by group and tag; writing them again replaces them. */
export const savePacks = (at: string, groups: ReadonlyMap<string, ReadonlyMap<string, Ping>>): Promise<void> =>
  batchWrite(
    [...groups].map(([group, pings]) => ({
      put: {
        ...packKey(group, at),
        type: 'ping-pack',
        results: packResults(pings),
        expiresAtSeconds: seconds(new Date(at)) + PACKS_KEPT_SECONDS,
      },
    })),
  );

const timeOf = ({ sk }: { sk?: unknown }): string => String(sk).slice('RAW#'.length);

/** Results of a group sweep by sweep, in the order of time, or the newest first. */
export async function* readPacks(
  group: string,
  { from, to }: { from: string; to: string },
  { backwards = false, limit }: { backwards?: boolean; limit?: number } = {},
): AsyncGenerator<Map<string, Ping>[]> {
  const options = { backwards, ...(limit !== undefined && { limit }) };
  for await (const items of table.queryAll(packsOf(group, from, to), options))
    yield items.map((item) => unpackResults(timeOf(item), item.results as Uint8Array));
}

export interface HourOf {
  server: string;
  hour: string;
  pings: readonly Ping[];
}

/** Writes the records of servers, an hour in an item; writing one again replaces it. */
export const saveHours = (hours: readonly HourOf[]): Promise<void> =>
  batchWrite(
    hours.map(({ server, hour, pings }) => ({
      put: {
        ...pingHourKey(server, hour),
        type: 'ping-hour',
        hour,
        records: packHour(hour, pings),
        expiresAtSeconds: seconds(new Date(hour)) + HOURS_KEPT_SECONDS + 3600,
      },
    })),
  );

/** Up to when a group's results are averaged, and kept server by server. */
export const rolledUpTo = async (group: string, { consistent = true } = {}): Promise<string | undefined> => {
  const item = await table.get(rolledUpKey(group), { consistent });
  return item?.until === undefined ? undefined : String(item.until);
};

/** Moves a group's mark on; false when it is not where it was any more. */
export const moveMark = async (group: string, was: string | undefined, until: string): Promise<boolean> => {
  const item = { ...rolledUpKey(group), type: 'group-mark', until };
  const moved = table.put(item, was === undefined ? hasNo('until') : is('until', was));
  return orWhenRefused(
    moved.then(() => true),
    (refusal) => refusal.item?.until === until,
  );
};

/**
 * Notes that a group's mark stays where it is, for the sake of one run; false when it has stayed for another run before, or
 * is not there any more.
 */
export const holdMark = (group: string, was: string | undefined, run: string): Promise<boolean> => {
  const item = { ...rolledUpKey(group), type: 'group-mark', ...(was !== undefined && { until: was }), heldFor: run };
  const isThere = was === undefined ? hasNo('until') : is('until', was);
  return orWhenRefused(
    table.put(item, all(isThere, either(hasNo('heldFor'), is('heldFor', run)))).then(() => true),
    () => false,
  );
};

/** Moves a group's mark back to the begin of an hour that is to be averaged again. */
export const setMarkBack = (group: string, hour: string): Promise<void> =>
  unlessRefused(table.update(rolledUpKey(group), { set: { until: hour } }, above('until', hour)));
