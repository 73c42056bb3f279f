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
  /** Lists that are read along with it as one, where it is sharded. */
  also?: readonly string[];
  prefix?: string;
  from?: string;
  to?: string;
}

/** Just the key of an item or key. */
export const keyOf = ({ pk, sk }: { pk?: unknown; sk?: unknown }): Key => ({ pk: String(pk), sk: String(sk) });

/** Numbers are padded: DynamoDB compares text, and the tenth must come after the second. */
export const padded = (n: number): string => String(n).padStart(12, '0');
