import type {
  DeleteCommandInput,
  GetCommandInput,
  PutCommandInput,
  QueryCommandInput,
  TransactWriteCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { VERSION } from '#lib/core/versions';
import { tableName } from './client.ts';
import { type Condition, Placeholders } from './conditions.ts';
import type { IndexKey, Key, KeyQuery } from './keys.ts';
import { SIGNED_BY, signatureFor } from './signature.ts';

/** An item as it comes back: every one carries its `type`. */
export type Item = Record<string, unknown>;

/** What an update does to an item. Values that are `undefined` are left alone. */
export interface ItemUpdate {
  set?: Record<string, unknown>;
  /** The same inside of maps that the item has: `{ steps: { exec } }`. */
  setIn?: Record<string, Record<string, unknown>>;
  /** Set where the item does not have the attribute yet. */
  setOnce?: Record<string, unknown>;
  /** Numbers are added to, sets are put into. */
  add?: Record<string, number | ReadonlySet<string>>;
  /** Entries put at the end of a list, which is made where there is none. */
  append?: Record<string, readonly unknown[]>;
  remove?: readonly string[];
  /** The item's place in the index from now on; `null` takes it out. */
  index?: IndexKey | null;
}

/** An item as it is written: with the version of its shape. */
export const versioned = <I extends Item>(item: I): I & { v: number } => ({ ...item, v: VERSION });

/** An update that may make its item names the item's type; only such a one can be the item's beginning. */
const versionOf = ({ set, setOnce }: ItemUpdate) =>
  set?.type === undefined && setOnce?.type === undefined ? {} : { v: VERSION };

const guard = (at: Placeholders, when?: Condition) => (when ? { ConditionExpression: when(at) } : {});

const OLD_ON_REFUSAL = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

const clauses = (
  at: Placeholders,
  { set = {}, setIn = {}, setOnce = {}, add = {}, append = {}, remove = [], index }: ItemUpdate,
): string => {
  const given = (record: Record<string, unknown>) => Object.entries(record).filter(([, value]) => value !== undefined);
  const sets = [
    ...given({ ...set, ...index }).map(([name, value]) => `${at.name(name)} = ${at.value(value)}`),
    ...Object.entries(setIn).flatMap(([map, entries]) =>
      given(entries).map(([name, value]) => `${at.name(map)}.${at.name(name)} = ${at.value(value)}`),
    ),
    ...given(setOnce).map(([name, value]) => `${at.name(name)} = if_not_exists(${at.name(name)}, ${at.value(value)})`),
    ...Object.entries(append).map(
      ([name, entries]) =>
        `${at.name(name)} = list_append(if_not_exists(${at.name(name)}, ${at.value([])}), ${at.value(entries)})`,
    ),
  ];
  const adds = given(add).map(([name, value]) => `${at.name(name)} ${at.value(value)}`);
  const removes = [...remove, ...(index === null ? ['ipk', 'isk'] : [])].map((name) => at.name(name));
  return [
    sets.length > 0 && `SET ${sets.join(', ')}`,
    adds.length > 0 && `ADD ${adds.join(', ')}`,
    removes.length > 0 && `REMOVE ${removes.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' ');
};

/** Reads are strongly consistent unless said otherwise: half the price is not worth an answer from the past. */
export const getRequest = (key: Key, { consistent = true } = {}): GetCommandInput => ({
  TableName: tableName(),
  Key: key,
  ConsistentRead: consistent,
});

export const putRequest = (item: Item & Key, when?: Condition): PutCommandInput => {
  const at = new Placeholders();
  const signature = signatureFor(item);
  return {
    TableName: tableName(),
    Item: versioned(signature ? { ...item, [SIGNED_BY]: signature } : item),
    ...guard(at, when),
    ...at.members(),
    ...(when && OLD_ON_REFUSAL),
  };
};

export const updateRequest = (
  key: Key,
  change: ItemUpdate,
  when?: Condition,
  returns: 'ALL_NEW' | 'ALL_OLD' | 'NONE' = 'ALL_NEW',
): UpdateCommandInput => {
  const at = new Placeholders();
  const expression = clauses(at, {
    ...change,
    set: { ...change.set, [SIGNED_BY]: change.set?.[SIGNED_BY] ?? signatureFor(key) },
    setOnce: { ...change.setOnce, ...versionOf(change) },
  });
  return {
    TableName: tableName(),
    Key: key,
    // An update that changes nothing still makes the item, but DynamoDB refuses an empty expression.
    ...(expression !== '' && { UpdateExpression: expression }),
    ...guard(at, when),
    ...at.members(),
    ...(when && OLD_ON_REFUSAL),
    ReturnValues: returns,
  };
};

export const deleteRequest = (key: Key, when?: Condition): DeleteCommandInput => {
  const at = new Placeholders();
  return { TableName: tableName(), Key: key, ...guard(at, when), ...at.members(), ...(when && OLD_ON_REFUSAL) };
};

/** What is always read: by the key an item is found again, and by the others it is brought to today's shape. */
const ALWAYS = ['pk', 'sk', 'type', 'v'];

/** Asks for these attributes alone: each one that nobody reads is sent and parsed all the same. */
export const projection = (at: Placeholders, only: readonly string[]): string =>
  [...new Set([...ALWAYS, ...only])].map((name) => at.name(name)).join(', ');

export interface QueryOptions {
  /** At most so many items looked at in one request. */
  limit?: number;
  /** Where the last page ended. */
  after?: Item | undefined;
  backwards?: boolean;
  /** Ignored on the index, which DynamoDB never reads consistently. */
  consistent?: boolean;
  filter?: Condition;
  /** Count only; no items come back. */
  count?: boolean;
  /** Read these attributes alone. */
  only?: readonly string[] | undefined;
}

/** Sorts behind whatever a key may go on with. */
const LAST_CHARACTER = '\u{10ffff}';

/**
 * The part of a partition that is asked for. What begins with a prefix is a stretch of it: to DynamoDB `begins_with` would be
 * the same, but the embedded engine reads it in any case (SQLite's LIKE).
 */
const stretchOf = ({ prefix, from, to }: KeyQuery): { from?: string | undefined; to?: string | undefined } => {
  if (prefix === undefined) return { from, to };
  return prefix === '' ? {} : { from: prefix, to: `${prefix}${LAST_CHARACTER}` };
};

export const queryRequest = (keyQuery: KeyQuery, options: QueryOptions = {}): QueryCommandInput => {
  const { limit, after, backwards = false, consistent = true, filter, count = false, only } = options;
  const at = new Placeholders();
  const [partition, sort] = keyQuery.index ? ['ipk', 'isk'] : ['pk', 'sk'];
  const parts = [`${at.name(partition)} = ${at.value(keyQuery.partition)}`];
  const { from, to } = stretchOf(keyQuery);
  if (from !== undefined && to !== undefined)
    parts.push(`${at.name(sort)} BETWEEN ${at.value(from)} AND ${at.value(to)}`);
  else if (from !== undefined) parts.push(`${at.name(sort)} >= ${at.value(from)}`);
  else if (to !== undefined) parts.push(`${at.name(sort)} <= ${at.value(to)}`);
  return {
    TableName: tableName(),
    ...(keyQuery.index ? { IndexName: 'index' } : { ConsistentRead: consistent }),
    KeyConditionExpression: parts.join(' AND '),
    ...(filter && { FilterExpression: filter(at) }),
    ...(only && { ProjectionExpression: projection(at, only) }),
    ...at.members(),
    ScanIndexForward: !backwards,
    ...(limit !== undefined && { Limit: limit }),
    ...(after && { ExclusiveStartKey: after }),
    ...(count && { Select: 'COUNT' as const }),
  };
};

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The parts of a transaction, each made by the builder of the same name above. */
export const step = {
  put: (item: Item & Key, when?: Condition): TransactItem => ({ Put: putRequest(item, when) }),
  update: (key: Key, change: ItemUpdate, when?: Condition): TransactItem => {
    const { ReturnValues: _, ...update } = updateRequest(key, change, when);
    return { Update: update as NonNullable<TransactItem['Update']> };
  },
  remove: (key: Key, when?: Condition): TransactItem => ({ Delete: deleteRequest(key, when) }),
  check: (key: Key, when: Condition): TransactItem => {
    const at = new Placeholders();
    const ConditionExpression = when(at);
    return {
      ConditionCheck: { TableName: tableName(), Key: key, ConditionExpression, ...at.members(), ...OLD_ON_REFUSAL },
    };
  },
};
export type Step = TransactItem;
