import type { IndexKey, Key, KeyQuery } from './key.ts';

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
