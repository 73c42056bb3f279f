/**
 * The whole data model. One table; `index` is its one sparse, overloaded index, which copies keys alone.
 *
 * | entity           | pk                | sk                  | in the index as        | sorted by           |
 * | ---------------- | ----------------- | ------------------- | ---------------------- | ------------------- |
 * | pool             | POOLS             | {pool}              |                        |                     |
 * | resource         | POOL#{pool}       | RESOURCE#{uuid}     | FREE#{pool}, when free | address             |
 * | device           | DEVICE#{device}   | DEVICE              | DEVICES                | id as first written |
 * | exec call        | DEVICE#{device}   | EXEC#{registration} | EXECS#{status}         | when it is due      |
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

// --- idempotency keys

export const idempotencyKey = (digest: string): Key => ({ pk: `ONCE#${digest}`, sk: 'ONCE' });
