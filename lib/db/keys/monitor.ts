import { type Key, type KeyQuery, padded } from './key.ts';

/** `name` stands alone in the sort key, so it needs no encoding. */
export const serverKey = (name: string): Key => ({ pk: 'SERVERS', sk: name });
export const serverStateKey = (server: string): Key => ({ pk: `PINGS#${server}`, sk: 'STATE' });
export const serverStatusKey = (server: string): Key => ({ pk: `PINGS#${server}`, sk: 'STATUS' });
export const serverTombstoneKey = (server: string): Key => ({ pk: 'SERVER_GRAVES', sk: server });

/** The three grains in which pings are kept. */
export type PingGrain = 'raw' | 'hour' | 'day';
const grainPrefix = (grain: PingGrain): string => `${grain.toUpperCase()}#`;

/** `at`: ISO text in UTC with milliseconds, which sorts as time does. */
export const pingKey = (server: string, grain: PingGrain, at: string): Key => ({
  pk: `PINGS#${server}`,
  sk: `${grainPrefix(grain)}${at}`,
});
export const changeKey = (server: string, at: string): Key => ({ pk: `PINGS#${server}`, sk: `CHANGE#${at}` });
export const maintenanceKey = (name: string): Key => ({ pk: 'MAINTENANCE', sk: name });
export const sweepKey = (startedAt: string): Key => ({ pk: 'SWEEPS', sk: startedAt });
export const sweepingKey: Key = { pk: 'MONITOR', sk: 'SWEEPING' };
export const rollUpKey: Key = { pk: 'MONITOR', sk: 'ROLL_UP' };
/** Where the list of servers is cut, when it is long. */
export const stretchesKey: Key = { pk: 'MONITOR', sk: 'STRETCHES' };
export const lateHourKey = (hour: string, group: string): Key => ({ pk: 'MONITOR', sk: `LATE#${hour}#${group}` });
export const sweepPartKey = (startedAt: string, part: number): Key => ({
  pk: `SWEEP#${startedAt}`,
  sk: `PART#${padded(part)}`,
});
export const serverGroupKey = (group: string): Key => ({ pk: `PACKS#${group}`, sk: 'STATES' });
export const packKey = (group: string, at: string): Key => ({ pk: `PACKS#${group}`, sk: `RAW#${at}` });
export const rolledUpKey = (group: string): Key => ({ pk: `PACKS#${group}`, sk: 'ROLLED_UP' });
/** `hour`: ISO text; kept without its minutes, so that it sorts before every record of that hour and is none of them. */
export const pingHourKey = (server: string, hour: string): Key => ({
  pk: `PINGS#${server}`,
  sk: `RAW#${hour.slice(0, 13)}`,
});

export const servers: KeyQuery = { partition: 'SERVERS' };
/** Servers whose names begin so, letter for letter. */
export const serversNamed = (beginning: string): KeyQuery => ({ partition: 'SERVERS', prefix: beginning });
/** Servers from one name to another, which is included; without the second, to the end. */
export const serversFrom = (begin: string, next?: string): KeyQuery => ({
  partition: 'SERVERS',
  ...(begin !== '' && { from: begin }),
  ...(next !== undefined && { to: next }),
});
export const serverTombstones: KeyQuery = { partition: 'SERVER_GRAVES' };
export const maintenances: KeyQuery = { partition: 'MAINTENANCE' };
export const sweeps: KeyQuery = { partition: 'SWEEPS' };
/** Results of a group from one time to another, both included. */
export const packsOf = (group: string, from: string, to: string): KeyQuery => ({
  partition: `PACKS#${group}`,
  from: `RAW#${from}`,
  to: `RAW#${to}`,
});
/** What is kept of a server sweep by sweep, from the hour of one time to another. */
export const recordsOf = (server: string, from: string, to: string): KeyQuery => ({
  partition: `PINGS#${server}`,
  from: `RAW#${from.slice(0, 13)}`,
  to: `RAW#${to}`,
});
export const lateHours: KeyQuery = { partition: 'MONITOR', prefix: 'LATE#' };
/** Pings of one grain from one time to another, both included; without times, all of them. */
export const pingsOf = (server: string, grain: PingGrain, from = '', to = '~'): KeyQuery => ({
  partition: `PINGS#${server}`,
  from: `${grainPrefix(grain)}${from}`,
  to: `${grainPrefix(grain)}${to}`,
});
export const changesOf = (server: string): KeyQuery => ({ partition: `PINGS#${server}`, prefix: 'CHANGE#' });
/** Everything that is kept of a server but its own item. */
export const historyOf = (server: string): KeyQuery => ({ partition: `PINGS#${server}` });
