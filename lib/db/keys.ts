/**
 * The whole data model. One table; `index` is its one sparse, overloaded index, which copies keys alone.
 *
 * | entity           | pk                | sk                  | in the index as        | sorted by           |
 * | ---------------- | ----------------- | ------------------- | ---------------------- | ------------------- |
 * | pool             | POOLS             | {pool}              |                        |                     |
 * | resource         | POOL#{pool}       | RESOURCE#{uuid}     | FREE#{pool}, when free | address             |
 * | device           | DEVICE#{device}   | DEVICE              | DEVICES                | id as first written |
 * | outward call     | CALLS#{kind}#{owner} | {time}#{call}    | CALLS#{kind}#{status}  | due, or ended, at   |
 * | cloud cluster    | CLOUDCLUSTERS     | {uuid}              |                        |                     |
 * | its name         | CLOUDNAME#{name}  | NAME                |                        |                     |
 * | machine          | MACHINE#{uuid}    | MACHINE             | MACHINES               | machine, by age     |
 * | its name         | CLOUDCLUSTER#{c}  | NAME#{name}         | CLOUDCLUSTER#{c}       | machine, by age     |
 * | each of its tags | MACHINE#{uuid}    | TAG#{slot}          | TAG#{tag}              | cluster, machine    |
 * | its addresses    | CLOUDIP#{address} | ADDRESS             |                        |                     |
 * | compute cluster  | OWNER#{user}      | CLUSTER#{uuid v7}   |                        | creation            |
 * | compute quota    | OWNER#{user}      | QUOTA               |                        |                     |
 * | user             | USERS             | {name}              |                        |                     |
 * | counter          | COUNTERS          | {of}                |                        |                     |
 * | token            | TOKEN#{hash}      | TOKEN               |                        |                     |
 * | token of a user  | USER#{user}       | TOKEN#{hash}        |                        |                     |
 * | login tries      | TRIES#{of}#{whom} | TRIES               |                        |                     |
 * | idempotency key  | ONCE#{digest}     | ONCE                |                        |                     |
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

/** `device` as `deviceKeyOf` normalises it. */
export const deviceKey = (device: string): Key => ({ pk: `DEVICE#${device}`, sk: 'DEVICE' });
export const deviceListed = (shownId: string): IndexKey => ({ ipk: 'DEVICES', isk: shownId });
/** The id of a device, from what the index knows of it. */
export const shownIdOf = ({ isk }: { isk?: unknown }): string => String(isk);

export const devices: Question = { index: true, partition: 'DEVICES' };

// --- outward calls

/** `at` is when the call came to be, so that the calls of an owner are in that order. */
export const callKey = (kind: string, owner: string, at: string, call: string): Key => ({
  pk: `CALLS#${kind}#${owner}`,
  sk: `${at}#${call}`,
});
/** `at`: when a pending call is due, when another one ended. */
export const callListed = (kind: string, status: string, at: string): IndexKey => ({
  ipk: `CALLS#${kind}#${status}`,
  isk: at,
});

export const callsOf = (kind: string, owner: string): Question => ({ partition: `CALLS#${kind}#${owner}` });
export const callsIn = (kind: string, status: string): Question => ({
  index: true,
  partition: `CALLS#${kind}#${status}`,
});
export const callsDue = (kind: string, now: string): Question => ({ ...callsIn(kind, 'PENDING'), to: now });

// --- monitor

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
export const machineListed = (machine: string): IndexKey => ({ ipk: 'MACHINES', isk: machine });
export const machineInCluster = (cluster: string, machine: string): IndexKey => ({
  ipk: `CLOUDCLUSTER#${cluster}`,
  isk: machine,
});
export const machineTagged = (tag: string, cluster: string, machine: string): IndexKey => ({
  ipk: `TAG#${tag}`,
  isk: `${cluster}#${machine}`,
});

export const cloudClusters: Question = { partition: 'CLOUDCLUSTERS' };
export const machineNamesOf = (cluster: string): Question => ({
  partition: `CLOUDCLUSTER#${cluster}`,
  prefix: 'NAME#',
});
export const machines: Question = { index: true, partition: 'MACHINES' };
export const machinesOf = (cluster: string): Question => ({ index: true, partition: `CLOUDCLUSTER#${cluster}` });
/** Those with a tag, of all clusters or of one. */
export const machinesTagged = (tag: string, cluster?: string): Question => ({
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

export const computeClustersOf = (owner: number): Question => ({ partition: `OWNER#${owner}`, prefix: 'CLUSTER#' });

// --- users and tokens

export const userKey = (name: string): Key => ({ pk: 'USERS', sk: name });
/** Where the next number of its kind comes from. */
export const counterKey = (of: string): Key => ({ pk: 'COUNTERS', sk: of });
export const tokenKey = (hash: string): Key => ({ pk: `TOKEN#${hash}`, sk: 'TOKEN' });
/** Points to a token. In the table, not in its index: disabling a user must find every token, also the newest. */
export const tokenOfUserKey = (user: number, hash: string): Key => ({ pk: `USER#${user}`, sk: `TOKEN#${hash}` });
export const triesKey = (of: 'name' | 'address', whom: string): Key => ({ pk: `TRIES#${of}#${whom}`, sk: 'TRIES' });

export const users: Question = { partition: 'USERS' };
export const tokensOf = (user: number): Question => ({ partition: `USER#${user}`, prefix: 'TOKEN#' });

// --- idempotency keys

export const idempotencyKey = (digest: string): Key => ({ pk: `ONCE#${digest}`, sk: 'ONCE' });
