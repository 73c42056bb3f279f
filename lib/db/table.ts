import { randomId } from '#lib/core/ids';
import { current } from '#lib/core/versions';
import { documentClient } from './client.ts';
import { all, type Condition, is } from './conditions.ts';
import { notOurs } from './cursor.ts';
import { ConditionFailed, send } from './errors.ts';
import type { Key, KeyQuery } from './keys.ts';
import { mergeParts } from './merge.ts';
import {
  deleteRequest,
  getRequest,
  type Item,
  type ItemUpdate,
  putRequest,
  type QueryOptions,
  queryRequest,
  updateRequest,
} from './requests.ts';
import { shardsOf } from './shards.ts';
import { SIGNED_BY, signatureFor } from './signature.ts';

/** The item under `key`, or undefined. */
export const get = async (key: Key, options?: { consistent?: boolean }): Promise<Item | undefined> => {
  const { Item } = await send(() => documentClient().send('GetItem', getRequest(key, options)));
  return Item && current(Item);
};

/** Writes a whole item. @throws ConditionFailed when `when` does not hold. */
export const put = async (item: Item & Key, when?: Condition): Promise<void> => {
  await send(() => documentClient().send('PutItem', putRequest(item, when)));
};

/** Changes an item (or makes it) and gives all its attributes afterwards. @throws ConditionFailed when `when` does not hold. */
export const update = async (key: Key, change: ItemUpdate, when?: Condition): Promise<Item> => {
  const output = await send(() => documentClient().send('UpdateItem', updateRequest(key, change, when)));
  return current(output.Attributes ?? {});
};

/**
 * An update that is made once, though the SDK sends it again when its answer was lost: the second sending is then refused
 * by the first, which the name of this call tells, kept under the attribute `named`. Gives all attributes afterwards.
 * @throws ConditionFailed when `when` does not hold.
 */
export const updateOnce = async (key: Key, change: ItemUpdate, named: string, when: Condition): Promise<Item> => {
  const name = randomId();
  try {
    return await update(key, { ...change, set: { ...change.set, [named]: name } }, when);
  } catch (error) {
    if (error instanceof ConditionFailed && error.item?.[named] === name) return error.item;
    throw error;
  }
};

/**
 * Signs an item that is to be deleted, in the name of the current actor: what is deleted without it seems to have gone by
 * itself. One write more; none where nobody is asked for. Gives the condition under which the deletion is the signer's:
 * somebody else may change the item in between. `noted` is what else its event tells. @throws ConditionFailed when `when`
 * does not hold.
 */
export const signDeletion = async (
  key: Key,
  when: Condition,
  noted: Readonly<Record<string, unknown>> = {},
): Promise<Condition> => {
  const signature = signatureFor(key);
  if (signature === undefined) return when;
  const deletion = { ...signature, deletes: true };
  await send(() =>
    documentClient().send('UpdateItem', updateRequest(key, { set: { ...noted, [SIGNED_BY]: deletion } }, when, 'NONE')),
  );
  return all(when, is(SIGNED_BY, deletion));
};

/** Deletes an item if it is there. @throws ConditionFailed when `when` does not hold. */
export const remove = async (key: Key, when?: Condition): Promise<void> => {
  await send(() => documentClient().send('DeleteItem', deleteRequest(key, when)));
};

export interface QueryResult {
  items: Item[];
  /** How many items matched; the same as `items.length` unless only a count was asked for. */
  count: number;
  /** Where the next page begins; undefined when this is the last. */
  next: Item | undefined;
}

/** What was made from a cursor can be refused by DynamoDB alone: it does not start outside of what is asked for. */
const asCursorFault = (error: unknown): never => {
  throw (error as Error).name === 'ValidationException' ? notOurs() : error;
};

/** Whether a range ends before it begins, by bytes. DynamoDB refuses such a query; here nothing is in it. */
const isEmpty = ({ prefix, from, to }: KeyQuery): boolean =>
  prefix === undefined &&
  from !== undefined &&
  to !== undefined &&
  Buffer.compare(Buffer.from(from), Buffer.from(to)) > 0;

const queryOne = async (keyQuery: KeyQuery, options: QueryOptions = {}): Promise<QueryResult> => {
  if (isEmpty(keyQuery)) return { items: [], count: 0, next: undefined };
  const asked = send(() => documentClient().send('Query', queryRequest(keyQuery, options)));
  const output = await (options.after ? asked.catch(asCursorFault) : asked);
  const items = (output.Items ?? []).map((item) => current(item));
  return { items, count: output.Count ?? 0, next: output.LastEvaluatedKey };
};

const queryShards = async (keyQuery: KeyQuery, options: QueryOptions): Promise<QueryResult> => {
  const { after, ...rest } = options;
  const pages = await Promise.all(
    [keyQuery.partition, ...(keyQuery.also ?? [])]
      .flatMap((list) => shardsOf(list))
      .map((partition) =>
        queryOne({ ...keyQuery, partition }, { ...rest, after: after && { ...after, ipk: partition } }),
      ),
  );
  const { items, next } = mergeParts(pages, options);
  return { items, count: items.length, next };
};

/** One page of a key query: at most 1 MB of items, or `limit`. Shards of a list are one list. */
export const query = (keyQuery: KeyQuery, options: QueryOptions = {}): Promise<QueryResult> =>
  keyQuery.sharded ? queryShards(keyQuery, options) : queryOne(keyQuery, options);

export interface QueryAllOptions extends Omit<QueryOptions, 'after'> {
  /** Ask for the next page while the last one is worked on: for whoever takes all of them. */
  ahead?: boolean;
}

/** Every item of a key query, page by page, as they come. */
export async function* queryAll(
  keyQuery: KeyQuery,
  { ahead = false, ...options }: QueryAllOptions = {},
): AsyncGenerator<Item[]> {
  const ask = (after?: Item): Promise<QueryResult> => query(keyQuery, { ...options, after });
  for (let asked: Promise<QueryResult> | undefined = ask(); asked; ) {
    const { items, next }: QueryResult = await asked;
    asked = next && ahead ? ask(next) : undefined;
    // Whoever stops here is not told that the next page failed; whoever goes on is.
    asked?.catch(() => undefined);
    yield items;
    if (next) asked ??= ask(next);
  }
}
