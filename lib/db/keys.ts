import { shardFor, shardsOf } from './shards.ts';

/**
 * The whole data model. One table; `index` is its one sparse, overloaded index, which copies keys alone.
 *
 * | entity           | pk                | sk                  | in the index as        | sorted by           |
 * | ---------------- | ----------------- | ------------------- | ---------------------- | ------------------- |
 * | pool             | POOLS             | {pool}              |                        |                     |
 * | resource, free   | ADDRESSES#{life}#{shard} | ADDRESS#{address} | FREE#{life}       | uuid                |
 * | resource, leased | ADDRESSES#{life}#{shard} | ADDRESS#{address} | LEASED#{life}     | when it comes back  |
 * | resource, cooling| ADDRESSES#{life}#{shard} | ADDRESS#{address} | COOLING#{life}    | when it comes back  |
 * | recount of it    | ADDRESSES#{life}#{shard} | RECOUNT      |                        |                     |
 * | block, held      | BLOCKS#{life}     | {uuid}              |                        |                     |
 * | owner's resource | HOLDER#{owner}    | RESOURCE#{pool}     |                        |                     |
 * | owner's block    | HOLDER#{owner}    | BLOCK#{pool}#{uuid} |                        |                     |
 * | where pools lie  | NET#{prefix}      | {last}#{pool}#{n}   |                        |                     |
 * | part of a space  | SPACE#{space}     | {first address}     |                        |                     |
 * | pools of before  | POOLS_BEFORE      | POOLS_BEFORE        |                        |                     |
 * | resource, before | POOL#{pool}       | RESOURCE#{uuid}     | FREE#{pool} and so on  |                     |
 * | owner's, before  | POOL#{pool}       | OWNER#{owner}       |                        |                     |
 * | use, before      | POOL#{pool}       | USE                 |                        |                     |
 * | recount, before  | POOL#{pool}       | RECOUNT             |                        |                     |
 * | device           | DEVICE#{device}   | DEVICE              | DEVICES*               | id as first written |
 * | enrollment       | DEVICE#{device}   | ENROLLMENT          | CALLS#enrollment#PENDING* | due at             |
 * | rule             | RULES             | {name}              |                        |                     |
 * | devices of it    | RULE#{name}       | USE                 |                        |                     |
 * | state of rules   | FLEET             | RULES               |                        |                     |
 * | outward call     | CALLS#{kind}#{owner} | {time}#{call}    | CALLS#{kind}#{status}* | due, or ended, at   |
 * | cloud cluster    | CLOUDCLUSTERS     | {uuid}              |                        |                     |
 * | its name         | CLOUDNAME#{name}  | NAME                |                        |                     |
 * | machine          | MACHINE#{uuid}    | MACHINE             | MACHINES*              | machine, by age     |
 * | its name         | CLOUDCLUSTER#{c}  | NAME#{name}         | CLOUDCLUSTER#{c}       | machine, by age     |
 * | each of its tags | MACHINE#{uuid}    | TAG#{slot}          | TAG#{tag}              | cluster, machine    |
 * | its addresses    | CLOUDIP#{address} | ADDRESS             |                        |                     |
 * | compute cluster  | OWNER#{user}      | CLUSTER#{uuid v7}   |                        | creation            |
 * | compute quota    | OWNER#{user}      | QUOTA               |                        |                     |
 * | user             | USERS             | {name}              |                        |                     |
 * | counter          | COUNTERS          | {of}                |                        |                     |
 * | token            | TOKEN#{hash}      | TOKEN               |                        |                     |
 * | token of a user  | USER#{user}       | TOKEN#{hash}        |                        |                     |
 * | its name         | USER#{user}       | NAMED#{name}        |                        |                     |
 * | login tries      | TRIES#{of}#{whom} | TRIES               |                        |                     |
 * | server           | SERVERS           | {name}              |                        |                     |
 * | server's state of before 0.2 | PINGS#{server id} | STATE   |                        |                     |
 * | status noted     | PINGS#{server id} | STATUS              |                        |                     |
 * | states of a group| PACKS#{group}     | STATES              |                        |                     |
 * | its results      | PACKS#{group}     | RAW#{time}          |                        |                     |
 * | how far averaged | PACKS#{group}     | ROLLED_UP           |                        |                     |
 * | ping record      | PINGS#{server id} | RAW#{time}          |                        |                     |
 * | hour's average   | PINGS#{server id} | HOUR#{time}         |                        |                     |
 * | day's average    | PINGS#{server id} | DAY#{time}          |                        |                     |
 * | change of state  | PINGS#{server id} | CHANGE#{time}       |                        |                     |
 * | deleted server   | SERVER_GRAVES     | {server id}         |                        |                     |
 * | maintenance      | MAINTENANCE       | {name}              |                        |                     |
 * | sweep            | SWEEPS            | {time}              |                        |                     |
 * | sweeps' clock    | MONITOR           | SWEEPING            |                        |                     |
 * | roll-up's mark   | MONITOR           | ROLL_UP             |                        |                     |
 * | an hour's records| PINGS#{server id} | RAW#{hour}          |                        |                     |
 * | late hour        | MONITOR           | LATE#{hour}#{group} |                        |                     |
 * | part of a sweep  | SWEEP#{time}      | PART#{number}       |                        |                     |
 * | idempotency key  | ONCE#{digest}     | ONCE                |                        |                     |
 * | part of its answer | ONCE#{digest}   | PART#{claim}#{part} |                        |                     |
 * | event            | EVENTS#{day}#{type}* | {time}#{order}   | EVENTS_OF#{subject}    | time, order         |
 * | types of a day   | EVENT_DAYS        | {day}               |                        |                     |
 * | webhook          | WEBHOOKS          | {name}              |                        |                     |
 * | term of a search | SEARCH#{character} | {term}#{kind}#{id} |                        |                     |
 * | events held back | WEBHOOK_HOLDS     | {name}#{type}       |                        |                     |
 *
 * A list with * is spread over `LIST_SHARDS` partitions: its own name, and the same with `#1`, `#2` and so on.
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
export interface KeyQuery {
  /** Ask the index instead of the table. */
  index?: boolean;
  /** The partition is a list that is spread over `LIST_SHARDS` of them. */
  sharded?: boolean;
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
/** `life` names the pool and when it was made: late writes of an earlier life meet nobody. `address` sorts as numbers do. */
export const addressKey = (life: string, shard: number, address: string): Key => ({
  pk: `ADDRESSES#${life}#${shard}`,
  sk: `ADDRESS#${address}`,
});
export const recountKey = (life: string, shard: number): Key => ({ pk: `ADDRESSES#${life}#${shard}`, sk: 'RECOUNT' });
export const blockKey = (life: string, id: string): Key => ({ pk: `BLOCKS#${life}`, sk: id });
export const holderKey = (owner: string, pool: string): Key => ({
  pk: `HOLDER#${owner}`,
  sk: `RESOURCE#${pool}`,
});
export const blockHolderKey = (owner: string, pool: string, id: string): Key => ({
  pk: `HOLDER#${owner}`,
  sk: `BLOCK#${pool}#${id}`,
});
/** A stretch of addresses that a pool lies in, under the shortest prefix that has all of it; `last` sorts as numbers do. */
export const poolNetKey = (prefix: string, last: string, pool: string, n: number): Key => ({
  pk: `NET#${prefix}`,
  sk: `${last}#${pool}#${n}`,
});
/** A part of a space, from that address on to the next part. */
export const spacePartKey = (space: string, first: string): Key => ({ pk: `SPACE#${space}`, sk: first });
export const poolsBeforeKey: Key = { pk: 'POOLS_BEFORE', sk: 'POOLS_BEFORE' };

/** As the release before 0.2 kept them. */
export const resourceKey = (pool: string, id: string): Key => ({ pk: `POOL#${pool}`, sk: `RESOURCE#${id}` });
export const ownerKey = (pool: string, owner: string): Key => ({ pk: `POOL#${pool}`, sk: `OWNER#${owner}` });
export const useKey = (pool: string): Key => ({ pk: `POOL#${pool}`, sk: 'USE' });
export const poolRecountKey = (pool: string): Key => ({ pk: `POOL#${pool}`, sk: 'RECOUNT' });

/** Sorted by their ids, which are as good as random: so a random UUID is a random start among them. */
export const freeResource = (list: string, id: string): IndexKey => ({ ipk: `FREE#${list}`, isk: id });
export const leasedResource = (list: string, backAt: string): IndexKey => ({ ipk: `LEASED#${list}`, isk: backAt });
export const coolingResource = (list: string, backAt: string): IndexKey => ({ ipk: `COOLING#${list}`, isk: backAt });
/** The address of a resource, or the id of one of before, whose key came out of the index. */
export const resourceIn = (key: { sk?: unknown }): { address: string } | { id: string } => {
  const [kind, name = ''] = String(key.sk).split('#');
  return kind === 'ADDRESS' ? { address: name } : { id: name };
};

type Stretch = Pick<KeyQuery, 'from' | 'to'>;

export const pools: KeyQuery = { partition: 'POOLS' };
/** The resources of a part of a pool that have an item, from one address to another. */
export const addressesIn = (life: string, shard: number, from = '', to = '~'): KeyQuery => ({
  partition: `ADDRESSES#${life}#${shard}`,
  from: `ADDRESS#${from}`,
  to: `ADDRESS#${to}`,
});
/** Whatever is kept of a part of a pool. */
export const keptIn = (life: string, shard: number): KeyQuery => ({ partition: `ADDRESSES#${life}#${shard}` });
export const blocksOf = (life: string): KeyQuery => ({ partition: `BLOCKS#${life}` });
/** What an owner holds, in all pools. */
export const heldBy = (owner: string): KeyQuery => ({ partition: `HOLDER#${owner}` });
/** Stretches under a prefix that do not end before an address. */
export const poolNetsIn = (prefix: string, address: string): KeyQuery => ({
  partition: `NET#${prefix}`,
  from: address,
});
/** The parts of a space that begin at an address or before it; the last of them has it. */
export const spacePartsUpTo = (space: string, address: string): KeyQuery => ({
  partition: `SPACE#${space}`,
  to: address,
});
export const spacePartsFrom = (space: string, from: string, to: string): KeyQuery => ({
  partition: `SPACE#${space}`,
  from,
  to,
});
/** Of the release before. */
export const resourcesOf = (pool: string): KeyQuery => ({ partition: `POOL#${pool}`, prefix: 'RESOURCE#' });
/** Whatever the release before kept of a pool but its own item. */
export const belongingsOf = (pool: string): KeyQuery => ({ partition: `POOL#${pool}` });
export const freeResourcesOf = (list: string, stretch: Stretch = {}): KeyQuery => ({
  index: true,
  partition: `FREE#${list}`,
  ...stretch,
});
export const leasedResourcesOf = (list: string, stretch: Stretch): KeyQuery => ({
  index: true,
  partition: `LEASED#${list}`,
  ...stretch,
});
export const coolingResourcesOf = (list: string, stretch: Stretch): KeyQuery => ({
  index: true,
  partition: `COOLING#${list}`,
  ...stretch,
});

// --- zero-touch provisioning

/** `device` as `deviceKeyOf` normalises it. */
export const deviceKey = (device: string): Key => ({ pk: `DEVICE#${device}`, sk: 'DEVICE' });
export const deviceListed = (shownId: string): IndexKey => ({
  ipk: shardFor('DEVICES', shownId),
  isk: shownId,
});
/** The id of a device, from what the index knows of it. */
export const shownIdOf = ({ isk }: { isk?: unknown }): string => String(isk);

export const devices: KeyQuery = { index: true, sharded: true, partition: 'DEVICES' };

// --- fleet

/** Beside its device, so that one partition has all that is shown of both. */
export const enrollmentKey = (device: string): Key => ({ pk: `DEVICE#${device}`, sk: 'ENROLLMENT' });
/** An enrollment is its own entry in the outbox: listed while something is still to be done, by when that is. */
export const enrollmentListed = (dueAt: string, id: string): IndexKey => callListed('enrollment', 'PENDING', dueAt, id);
/** The device whose enrollment an entry of the outbox is. */
export const deviceOfEnrollment = ({ pk }: { pk?: unknown }): string => String(pk).slice('DEVICE#'.length);
export const enrollmentsDue = (now: string): KeyQuery => callsDue('enrollment', now);
export const ruleKey = (name: string): Key => ({ pk: 'RULES', sk: name });
/** How many devices a rule has. It outlives the rule, as its devices do. */
export const ruleUseKey = (name: string): Key => ({ pk: `RULE#${name}`, sk: 'USE' });
/** Another with every change of a rule, so that rules in memory are known to be the current ones. */
export const rulesStateKey: Key = { pk: 'FLEET', sk: 'RULES' };

export const rules: KeyQuery = { partition: 'RULES' };

// --- outward calls

/** `at` is when the call came to be, so that the calls of an owner are in that order. */
export const callKey = (kind: string, owner: string, at: string, call: string): Key => ({
  pk: `CALLS#${kind}#${owner}`,
  sk: `${at}#${call}`,
});
/** `at`: when a pending call is due, when another one ended. */
export const callListed = (kind: string, status: string, at: string, call: string): IndexKey => ({
  ipk: shardFor(`CALLS#${kind}#${status}`, call),
  isk: `${at}#${call}`,
});

export const callsOf = (kind: string, owner: string): KeyQuery => ({ partition: `CALLS#${kind}#${owner}` });
export const callsIn = (kind: string, status: string): KeyQuery => ({
  index: true,
  sharded: true,
  partition: `CALLS#${kind}#${status}`,
});
export const callsDue = (kind: string, now: string): KeyQuery => ({ ...callsIn(kind, 'PENDING'), to: `${now}#~` });

// --- monitor

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

// --- cloud

export const cloudClusterKey = (cluster: string): Key => ({ pk: 'CLOUDCLUSTERS', sk: cluster });
export const cloudClusterNameKey = (name: string): Key => ({ pk: `CLOUDNAME#${name}`, sk: 'NAME' });
export const machineKey = (machine: string): Key => ({ pk: `MACHINE#${machine}`, sk: 'MACHINE' });
export const machineNameKey = (cluster: string, name: string): Key => ({
  pk: `CLOUDCLUSTER#${cluster}`,
  sk: `NAME#${name}`,
});
/** Tags live in numbered slots, so that replacing all fifty is fifty writes and fits a transaction. */
export const machineTagKey = (machine: string, slot: number): Key => ({
  pk: `MACHINE#${machine}`,
  sk: `TAG#${padded(slot)}`,
});
export const machineAddressKey = (address: string): Key => ({ pk: `CLOUDIP#${address}`, sk: 'ADDRESS' });
export const machineListed = (machine: string): IndexKey => ({
  ipk: shardFor('MACHINES', machine),
  isk: machine,
});
export const machineInCluster = (cluster: string, machine: string): IndexKey => ({
  ipk: `CLOUDCLUSTER#${cluster}`,
  isk: machine,
});
export const machineTagged = (tag: string, cluster: string, machine: string): IndexKey => ({
  ipk: `TAG#${tag}`,
  isk: `${cluster}#${machine}`,
});

export const cloudClusters: KeyQuery = { partition: 'CLOUDCLUSTERS' };
export const machineNamesOf = (cluster: string): KeyQuery => ({
  partition: `CLOUDCLUSTER#${cluster}`,
  prefix: 'NAME#',
});
export const machines: KeyQuery = { index: true, sharded: true, partition: 'MACHINES' };
export const machinesOf = (cluster: string): KeyQuery => ({ index: true, partition: `CLOUDCLUSTER#${cluster}` });
/** Those with a tag, of all clusters or of one. */
export const machinesTagged = (tag: string, cluster?: string): KeyQuery => ({
  index: true,
  partition: `TAG#${tag}`,
  ...(cluster !== undefined && { prefix: `${cluster}#` }),
});
/** The machine that an entry of these leads to. */
export const machineFound = ({ isk }: { isk?: unknown }): string => String(isk).split('#').at(-1) ?? '';

// --- compute clusters

/** An owner's clusters are in a partition of its own: the key is the access rule. */
export const computeClusterKey = (owner: number, id: string): Key => ({ pk: `OWNER#${owner}`, sk: `CLUSTER#${id}` });
export const computeQuotaKey = (owner: number): Key => ({ pk: `OWNER#${owner}`, sk: 'QUOTA' });

export const computeClustersOf = (owner: number): KeyQuery => ({ partition: `OWNER#${owner}`, prefix: 'CLUSTER#' });

// --- users and tokens

export const userKey = (name: string): Key => ({ pk: 'USERS', sk: name });
/** Where the next number of its kind comes from. */
export const counterKey = (of: string): Key => ({ pk: 'COUNTERS', sk: of });
export const tokenKey = (hash: string): Key => ({ pk: `TOKEN#${hash}`, sk: 'TOKEN' });
/** Points to a token. In the table, not in its index: disabling a user must find every token, also the newest. */
export const tokenOfUserKey = (user: number, hash: string): Key => ({ pk: `USER#${user}`, sk: `TOKEN#${hash}` });
/** Leads to a token by the name that its user gave it. */
export const tokenNameKey = (user: number, name: string): Key => ({ pk: `USER#${user}`, sk: `NAMED#${name}` });
export const loginAttemptsKey = (of: 'name' | 'address', whom: string): Key => ({
  pk: `TRIES#${of}#${whom}`,
  sk: 'TRIES',
});

export const users: KeyQuery = { partition: 'USERS' };
export const namedTokensOf = (user: number): KeyQuery => ({ partition: `USER#${user}`, prefix: 'NAMED#' });
export const tokensOf = (user: number): KeyQuery => ({ partition: `USER#${user}`, prefix: 'TOKEN#' });

// --- idempotency keys

export const idempotencyKey = (digest: string): Key => ({ pk: `ONCE#${digest}`, sk: 'ONCE' });
/** A part of an answer that is too long for one item. */
export const idempotencyPartKey = (digest: string, claim: string, part: number): Key => ({
  pk: `ONCE#${digest}`,
  sk: `PART#${claim}#${padded(part)}`,
});

// --- events

/** A day as events are kept by: `2026-11-20`. */
export const dayOf = (at: string): string => at.slice(0, 10);

/** Of two events at the same moment the one with the greater `order` is later. */
export const eventKey = (type: string, at: string, order: string): Key => ({
  pk: shardFor(`EVENTS#${dayOf(at)}#${type}`, order),
  sk: `${at}#${order}`,
});
export const eventOf = (subject: string, at: string, order: string): IndexKey => ({
  ipk: `EVENTS_OF#${subject}`,
  isk: `${at}#${order}`,
});
/** Tells of which types there are events of a day, so that nobody looks where there are none. */
export const eventDayKey = (day: string): Key => ({ pk: 'EVENT_DAYS', sk: day });

export const eventDays: KeyQuery = { partition: 'EVENT_DAYS' };
export const eventsOn = (day: string, type: string): KeyQuery[] =>
  shardsOf(`EVENTS#${day}#${type}`).map((partition) => ({ partition }));
export const eventsOf = (subject: string): KeyQuery => ({ index: true, partition: `EVENTS_OF#${subject}` });

// --- webhooks

export const webhookKey = (name: string): Key => ({ pk: 'WEBHOOKS', sk: name });
/** Neither part can have a `#`. */
export const holdKey = (webhook: string, type: string): Key => ({ pk: 'WEBHOOK_HOLDS', sk: `${webhook}#${type}` });

export const webhooks: KeyQuery = { partition: 'WEBHOOKS' };
export const holds: KeyQuery = { partition: 'WEBHOOK_HOLDS' };

// --- search

/** A term is under its first character, so that one query finds whatever begins so. */
const searchPartition = (term: string): string => `SEARCH#${[...term][0] ?? ''}`;
const encodedTerm = (term: string): string => term.replace(/[%#]/g, encodeURIComponent);
export const searchKey = (term: string, kind: string, id: string): Key => ({
  pk: searchPartition(term),
  sk: `${encodedTerm(term)}#${kind}#${id}`,
});
export const searchTerms = (prefix: string): KeyQuery => ({
  partition: searchPartition(prefix),
  prefix: encodedTerm(prefix),
});
