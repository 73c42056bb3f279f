import { partOf } from '#lib/core/partition';
import { settings } from '#lib/core/settings';

/**
 * A list of everything of a kind is one partition of the index, and DynamoDB takes 1,000 write units a second for a
 * partition. `LIST_SHARDS` spreads such a list over more of them, at the price of a query of each for every page.
 * The first keeps the list's own name: what was written before the number was raised stays where it is, and is found.
 */
export const shardsOf = (list: string, shards = settings().LIST_SHARDS): string[] =>
  Array.from({ length: shards }, (_, n) => (n === 0 ? list : `${list}#${n}`));

/** Where an entry belongs: for ever the same shard, as long as their number is. */
export const shardFor = (list: string, entry: string, shards = settings().LIST_SHARDS): string => {
  if (shards === 1) return list;
  return shardsOf(list, shards)[partOf(entry, shards)] ?? list;
};
