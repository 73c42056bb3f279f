/**
 * The whole data model. One table; `index` is its one sparse, overloaded index, which copies keys alone.
 *
 * | entity           | pk                | sk                  | in the index as        | sorted by           |
 * | ---------------- | ----------------- | ------------------- | ---------------------- | ------------------- |
 * | pool             | POOLS             | {pool}              |                        |                     |
 * | resource         | POOL#{pool}       | RESOURCE#{uuid}     | FREE#{pool}, when free | address             |
 * | device           | DEVICE#{device}   | DEVICE              | DEVICES                | id as first written |
 * | exec call        | DEVICE#{device}   | EXEC#{registration} | EXECS#{status}         | when it is due      |
 * | server           | SERVERS           | {name}              |                        |                     |
 * | server's state   | PINGS#{server id} | STATE               |                        |                     |
 * | ping record      | PINGS#{server id} | RAW#{time}          |                        |                     |
 * | hour's average   | PINGS#{server id} | HOUR#{time}         |                        |                     |
 * | day's average    | PINGS#{server id} | DAY#{time}          |                        |                     |
 * | change of state  | PINGS#{server id} | CHANGE#{time}       |                        |                     |
 * | deleted server   | SERVER_GRAVES     | {server id}         |                        |                     |
 * | sweep            | SWEEPS            | {time}              |                        |                     |
 * | sweeps' clock    | MONITOR           | SWEEPING            |                        |                     |
 * | roll-up's mark   | MONITOR           | ROLL_UP             |                        |                     |
 *
 * Parts that callers choose are percent-encoded where another part follows them, so that `#` only ever separates.
 */

/** The key of an item. */
export interface Key {
  pk: string;
  sk: string;
}

/** An item's place in the index. */
export interface IndexKey {
  ipk: string;
  isk: string;
}

/** A question that the table answers with one query: a partition, and a stretch of it. */
export interface Question {
  /** Ask the index instead of the table. */
  index?: boolean;
  partition: string;
  prefix?: string;
  from?: string;
  to?: string;
}

/** Just the key of an item or key. */
export const keyOf = ({ pk, sk }: { pk?: unknown; sk?: unknown }): Key => ({ pk: String(pk), sk: String(sk) });

/** Numbers are padded: DynamoDB compares text, and the tenth must come after the second. */
const padded = (n: number): string => String(n).padStart(12, '0');

// --- pools

export const poolKey = (pool: string): Key => ({ pk: 'POOLS', sk: pool });
export const resourceKey = (pool: string, id: string): Key => ({ pk: `POOL#${pool}`, sk: `RESOURCE#${id}` });
/** `address` as `sortableIp` writes it. */
export const freeResource = (pool: string, address: string): IndexKey => ({ ipk: `FREE#${pool}`, isk: address });

export const pools: Question = { partition: 'POOLS' };
export const resourcesOf = (pool: string): Question => ({ partition: `POOL#${pool}`, prefix: 'RESOURCE#' });
export const freeResourcesOf = (pool: string, from?: string): Question => ({
  index: true,
  partition: `FREE#${pool}`,
  ...(from !== undefined && { from }),
});

// --- zero-touch provisioning

export const deviceKey = (device: string): Key => ({ pk: `DEVICE#${device}`, sk: 'DEVICE' });
export const deviceListed = (shownId: string): IndexKey => ({ ipk: 'DEVICES', isk: shownId });
export const execKey = (device: string, registration: number): Key => ({
  pk: `DEVICE#${device}`,
  sk: `EXEC#${padded(registration)}`,
});
export const execListed = (status: string, at: string): IndexKey => ({ ipk: `EXECS#${status}`, isk: at });

export const devices: Question = { index: true, partition: 'DEVICES' };
export const execsOf = (device: string): Question => ({ partition: `DEVICE#${device}`, prefix: 'EXEC#' });

// --- monitor

/** `name` stands alone in the sort key, so it needs no encoding. */
export const serverKey = (name: string): Key => ({ pk: 'SERVERS', sk: name });
export const serverStateKey = (server: string): Key => ({ pk: `PINGS#${server}`, sk: 'STATE' });
export const serverGraveKey = (server: string): Key => ({ pk: 'SERVER_GRAVES', sk: server });

/** The three grains in which pings are kept. */
export type PingGrain = 'raw' | 'hour' | 'day';
const grainPrefix = (grain: PingGrain): string => `${grain.toUpperCase()}#`;

/** `at`: ISO text in UTC with milliseconds, which sorts as time does. */
export const pingKey = (server: string, grain: PingGrain, at: string): Key => ({
  pk: `PINGS#${server}`,
  sk: `${grainPrefix(grain)}${at}`,
});
export const changeKey = (server: string, at: string): Key => ({ pk: `PINGS#${server}`, sk: `CHANGE#${at}` });
export const sweepKey = (startedAt: string): Key => ({ pk: 'SWEEPS', sk: startedAt });
export const sweepingKey: Key = { pk: 'MONITOR', sk: 'SWEEPING' };
export const rollUpKey: Key = { pk: 'MONITOR', sk: 'ROLL_UP' };

export const servers: Question = { partition: 'SERVERS' };
export const serverGraves: Question = { partition: 'SERVER_GRAVES' };
export const sweeps: Question = { partition: 'SWEEPS' };
/** Pings of one grain from one time to another, both included; without times, all of them. */
export const pingsOf = (server: string, grain: PingGrain, from = '', to = '~'): Question => ({
  partition: `PINGS#${server}`,
  from: `${grainPrefix(grain)}${from}`,
  to: `${grainPrefix(grain)}${to}`,
});
export const changesOf = (server: string): Question => ({ partition: `PINGS#${server}`, prefix: 'CHANGE#' });
/** Everything that is kept of a server but its own item. */
export const historyOf = (server: string): Question => ({ partition: `PINGS#${server}` });

// --- cloud

// --- compute clusters

// --- users and tokens
