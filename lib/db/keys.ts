/**
 * The whole data model. One table; `index` is its one sparse, overloaded index, which copies keys alone.
 *
 * | entity           | pk                | sk                  | in the index as        | sorted by           |
 * | ---------------- | ----------------- | ------------------- | ---------------------- | ------------------- |
 * | pool             | POOLS             | {pool}              |                        |                     |
 * | resource, free   | POOL#{pool}       | RESOURCE#{uuid}     | FREE#{pool}            | uuid                |
 * | resource, leased | POOL#{pool}       | RESOURCE#{uuid}     | LEASED#{pool}          | when it comes back  |
 * | resource, cooling| POOL#{pool}       | RESOURCE#{uuid}     | COOLING#{pool}         | when it comes back  |
 * | owner's resource | POOL#{pool}       | OWNER#{owner}       |                        |                     |
 * | use of a pool    | POOL#{pool}       | USE                 |                        |                     |
 * | recount of it    | POOL#{pool}       | RECOUNT             |                        |                     |
 * | device           | DEVICE#{device}   | DEVICE              | DEVICES                | id as first written |
 * | exec call        | DEVICE#{device}   | EXEC#{registration} | EXECS#{status}         | when it is due      |
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
export const ownerKey = (pool: string, owner: string): Key => ({ pk: `POOL#${pool}`, sk: `OWNER#${owner}` });
export const useKey = (pool: string): Key => ({ pk: `POOL#${pool}`, sk: 'USE' });
export const recountKey = (pool: string): Key => ({ pk: `POOL#${pool}`, sk: 'RECOUNT' });
/** Sorted by their ids, which are hashes: so a random UUID is a random start among them. */
export const freeResource = (pool: string, id: string): IndexKey => ({ ipk: `FREE#${pool}`, isk: id });
export const leasedResource = (pool: string, backAt: string): IndexKey => ({ ipk: `LEASED#${pool}`, isk: backAt });
export const coolingResource = (pool: string, backAt: string): IndexKey => ({ ipk: `COOLING#${pool}`, isk: backAt });
/** The id of the resource whose key came out of the index. */
export const resourceIdOf = (key: { sk?: unknown }): string => String(key.sk).slice('RESOURCE#'.length);

type Stretch = Pick<Question, 'from' | 'to'>;

export const pools: Question = { partition: 'POOLS' };
export const resourcesOf = (pool: string): Question => ({ partition: `POOL#${pool}`, prefix: 'RESOURCE#' });
/** Whatever belongs to a pool but its own item. */
export const belongingsOf = (pool: string): Question => ({ partition: `POOL#${pool}` });
export const freeResourcesOf = (pool: string, stretch: Stretch = {}): Question => ({
  index: true,
  partition: `FREE#${pool}`,
  ...stretch,
});
export const leasedResourcesOf = (pool: string, stretch: Stretch): Question => ({
  index: true,
  partition: `LEASED#${pool}`,
  ...stretch,
});
export const coolingResourcesOf = (pool: string, stretch: Stretch): Question => ({
  index: true,
  partition: `COOLING#${pool}`,
  ...stretch,
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

// --- cloud

// --- compute clusters

// --- users and tokens
