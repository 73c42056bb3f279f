import { seconds } from '#lib/core/clock';
import type { Page, Paging } from '#lib/core/page';
import { batchWrite } from '#lib/db/batch';
import { changeKey, changesOf, pingKey, pingsOf } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { type Grain, Ping, StateChange } from '../model.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** For how long each grain is kept. */
export const KEPT_DAYS: Record<Grain, number> = { raw: 7, hour: 90, day: 730 };

const CHANGES_KEPT_DAYS = 730;

const expiry = (at: string, days: number): number => seconds(new Date(at)) + days * DAY_SECONDS;

export interface PingOf {
  server: string;
  ping: Ping;
}

/** Writes records of one grain; writing one again replaces it. */
export const savePings = (grain: Grain, pings: readonly PingOf[]): Promise<void> =>
  batchWrite(
    pings.map(({ server, ping }) => ({
      put: {
        ...pingKey(server, grain, ping.at),
        type: 'ping',
        server,
        ...ping,
        expiresAtSeconds: expiry(ping.at, KEPT_DAYS[grain]),
      },
    })),
  );

export interface ChangeOf {
  server: string;
  name: string;
  ip: string;
  change: StateChange;
}

export const saveChanges = (changes: readonly ChangeOf[]): Promise<void> =>
  batchWrite(
    changes.map(({ server, name, ip, change }) => ({
      put: {
        ...changeKey(server, change.at),
        type: 'server-change',
        // Name and address are for the event that is made of it.
        ...{ server, name, ip },
        ...change,
        expiresAtSeconds: expiry(change.at, CHANGES_KEPT_DAYS),
      },
    })),
  );

const asPing = (item: Item): Ping => Ping.parse(item);

export interface Stretch {
  grain: Grain;
  from?: string | undefined;
  to?: string | undefined;
}

/** A page of one grain, oldest first. @throws AppError (400) for a cursor of something else. */
export const pagePings = (server: string, { grain, from, to }: Stretch, paging: Paging): Promise<Page<Ping>> =>
  queryPage(pingsOf(server, grain, from, to), paging, asPing);

/** All records of one grain in a stretch of time that are items of their own, oldest first. */
export const readPings = async (
  server: string,
  { grain, from, to }: Stretch,
  { consistent = false } = {},
): Promise<Ping[]> => {
  const pings: Ping[] = [];
  for await (const items of table.queryAll(pingsOf(server, grain, from, to), { consistent }))
    pings.push(...items.filter(({ type }) => type === 'ping').map(asPing));
  return pings;
};

/** A page of a server's changes, newest first. @throws AppError (400) for a cursor of something else. */
export const pageChanges = (server: string, paging: Paging): Promise<Page<StateChange>> =>
  queryPage(changesOf(server), paging, (item) => StateChange.parse(item), { backwards: true });

/** A server's changes since a moment, and the one before them, in the order of time. */
export const changesSince = async (server: string, from: string): Promise<StateChange[]> => {
  const found: StateChange[] = [];
  for await (const items of table.queryAll(changesOf(server), { backwards: true, limit: 100 })) {
    found.push(...items.map((item) => StateChange.parse(item)));
    if ((found.at(-1)?.at ?? '') <= from) break;
  }
  const before = found.findIndex(({ at }) => at <= from);
  return (before === -1 ? found : found.slice(0, before + 1)).reverse();
};
