import { type BatchWrite, batchWrite } from '#lib/db/batch';
import { type Key, keyOf, searchKey, searchTerms } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { entryOf, termsOf } from './entries.ts';
import { type Entry, Hit, type Images } from './model.ts';

const puts = (entry: Entry): BatchWrite[] =>
  termsOf(entry).map((term) => {
    const { kind, id, text, href } = entry;
    return { put: { ...searchKey(term, kind, id), type: 'search-term', kind, id, text, href } };
  });

const keysOf = (entry: Entry | undefined) =>
  entry ? termsOf(entry).map((term) => searchKey(term, entry.kind, entry.id)) : [];

/** The writes that follow from a change: terms that are new or read otherwise, and those that are gone. */
const writesOf = ({ before, after }: Images): BatchWrite[] => {
  const [was, is] = [entryOf(before), entryOf(after)];
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  const kept = new Set(keysOf(is).map((key) => JSON.stringify(key)));
  const gone = keysOf(was).filter((key) => !kept.has(JSON.stringify(key)));
  return [...(is ? puts(is) : []), ...gone.map((key) => ({ remove: key }))];
};

const keyIn = (write: BatchWrite): string => JSON.stringify(keyOf('put' in write ? write.put : write.remove));

/** Brings the terms up to changes, in their order: of several for one term the last counts. */
export const apply = async (changes: readonly Images[]): Promise<void> => {
  const last = new Map<string, BatchWrite>();
  for (const write of changes.flatMap(writesOf)) last.set(keyIn(write), write);
  await batchWrite([...last.values()]);
};

type Item = Readonly<Record<string, unknown>>;

/**
 * Writes the terms of all these items again, and removes those that no item has: what there is must be all of the table.
 * Gives how many terms there are, and how many were removed.
 */
export const rebuild = async (pages: AsyncIterable<readonly Item[]>): Promise<{ terms: number; removed: number }> => {
  const wanted = new Set<string>();
  const there: Key[] = [];
  for await (const items of pages) {
    there.push(...items.filter(({ type }) => type === 'search-term').map(keyOf));
    const writes = items.flatMap((item) => writesOf({ after: item }));
    for (const write of writes) wanted.add(keyIn(write));
    await batchWrite([...new Map(writes.map((write) => [keyIn(write), write])).values()]);
  }
  const stale = there.filter((key) => !wanted.has(JSON.stringify(key)));
  await batchWrite(stale.map((key) => ({ remove: key })));
  return { terms: wanted.size, removed: stale.length };
};

/** Up to `limit` things that have a term that begins so; each once. */
export const find = async (prefix: string, limit: number): Promise<Hit[]> => {
  // Something may be found by several of its terms.
  const { items } = await table.query(searchTerms(prefix), { limit: limit * 5, consistent: false });
  const hits = items.map((item) => Hit.parse(item));
  return [...new Map(hits.map((hit) => [`${hit.kind} ${hit.id}`, hit])).values()].slice(0, limit);
};
