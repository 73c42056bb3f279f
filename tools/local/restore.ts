import { isDeepStrictEqual } from 'node:util';
import * as clock from '#lib/core/clock';
import { current } from '#lib/core/versions';
import { type BatchWrite, batchGet, batchWrite } from '#lib/db/batch';
import { documentClient, tableName } from '#lib/db/client';
import { send } from '#lib/db/errors';
import { keyOf } from '#lib/db/keys';
import { type Item, versioned } from '#lib/db/requests';

/** What has to happen to an item of the living table for it to be as it was: come back, be changed, or go. */
export type Step = 'back' | 'changed' | 'gone';

/** An item that is not as it was. */
export interface Difference {
  step: Step;
  type: string;
  was: Item | undefined;
  is: Item | undefined;
}

/** Tokens never come back, and all of them end: one that was ended since would live again, or be another user's. */
const TOKENS = new Set(['token', 'user-token']);

const typeOf = (item: Item): string => String(item.type);

/** As this version knows the item: a backup may be of the one before, and is written back as this one's. */
const inShape = (item: Item): Item => versioned(current(item));

async function* pagesOf(TableName: string): AsyncGenerator<Item[]> {
  let after: Item | undefined;
  do {
    const asking = { TableName, ConsistentRead: true, ...(after && { ExclusiveStartKey: after }) };
    const output = await send(() => documentClient().send('Scan', asking));
    yield (output.Items ?? []).map(inShape);
    after = output.LastEvaluatedKey;
  } while (after);
}

/** Pairs of the items of a page with those under the same keys in another table. */
const pairsOf = async (page: Item[], other: string): Promise<[Item, Item | undefined][]> => {
  const found = await batchGet(page.map(keyOf), { table: other });
  const byKey = new Map(found.map((item) => [JSON.stringify(keyOf(item)), inShape(item)]));
  return page.map((item) => [item, byKey.get(JSON.stringify(keyOf(item)))]);
};

/** What is otherwise in the living table than in one that was restored. What has expired by now does not come back. */
async function* differences(restored: string, nowSeconds: number): AsyncGenerator<Difference[]> {
  const isPast = ({ expiresAtSeconds = Number.POSITIVE_INFINITY }: Item): boolean =>
    Number(expiresAtSeconds) <= nowSeconds;
  for await (const page of pagesOf(restored)) {
    const wanted = page.filter((item) => !TOKENS.has(typeOf(item)) && !isPast(item));
    const pairs = await pairsOf(wanted, tableName());
    yield pairs
      .filter(([was, is]) => !isDeepStrictEqual(was, is))
      .map(([was, is]) => ({ step: is ? 'changed' : 'back', type: typeOf(was), was, is }));
  }
  for await (const page of pagesOf(tableName())) {
    const pairs = await pairsOf(page, restored);
    yield pairs
      .filter(([is, was]) => !was || isPast(was) || TOKENS.has(typeOf(is)))
      .map(([is, was]) => ({ step: 'gone', type: typeOf(is), was, is }));
  }
}

const writeOf = ({ step, was = {}, is = {} }: Difference): BatchWrite =>
  step === 'gone' ? { remove: keyOf(is) } : { put: { ...was, ...keyOf(was) } };

export interface RestoreOptions {
  /** Types of items that are to be as they were; all, where none are named. */
  types?: readonly string[];
  /** Without it, the differences are told and nothing else is done. */
  write?: boolean;
  onEach?: (difference: Difference) => void;
  now?: () => Date;
}

/**
 * Makes the living table what a restored copy of it is, item by item: so it keeps its name, its stream and its place in
 * the stack. Nobody else should write meanwhile. Can be run again: it goes on where it was interrupted.
 */
export const restoreTable = async (
  restored: string,
  { types = [], write = false, onEach = () => {}, now = clock.now }: RestoreOptions = {},
): Promise<void> => {
  for await (const page of differences(restored, clock.seconds(now()))) {
    const wanted = page.filter(({ type }) => types.length === 0 || types.includes(type));
    if (write) await batchWrite(wanted.map(writeOf));
    for (const each of wanted) onEach(each);
  }
};
