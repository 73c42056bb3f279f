/** A page as a list's endpoint answers it. */
export interface Answered<T> {
  items: readonly T[];
  next_cursor?: string | undefined;
}

/** A page of a chain: where it begins, and where the next one does. */
export interface ChainPage<T> {
  cursor: string | undefined;
  items: readonly T[];
  next: string | undefined;
  /** What it begins at has changed since it was loaded. */
  stale: boolean;
}

export type Chain<T> = readonly ChainPage<T>[];

/**
 * Puts a page that was loaded (again) into its place. Where it ends elsewhere now, the page after it begins there, and is
 * stale; where nothing follows any more, the rest is gone. So nothing is shown twice or left out for long.
 */
export const withPage = <T>(chain: Chain<T>, at: number, { items, next_cursor: next }: Answered<T>): Chain<T> => {
  const cursor = chain[at]?.cursor ?? chain[at - 1]?.next;
  const before = chain.slice(0, at);
  const page = { cursor, items, next, stale: false };
  if (next === undefined) return [...before, page];
  const [following, ...rest] = chain.slice(at + 1);
  if (following === undefined) return [...before, page];
  const linked = following.cursor === next ? following : { ...following, cursor: next, stale: true };
  return [...before, page, linked, ...rest];
};

export const isComplete = <T>(chain: Chain<T>): boolean => chain.length > 0 && chain.at(-1)?.next === undefined;

/** All entries in their order, each once: one may have moved to another page meanwhile. */
export const entriesOf = <T>(chain: Chain<T>, keyOf: (entry: T) => string): T[] => {
  const found = new Map<string, T>();
  for (const { items } of chain)
    for (const entry of items) if (!found.has(keyOf(entry))) found.set(keyOf(entry), entry);
  return [...found.values()];
};

/** Which pages have the entries from `first` to `last`. */
export const pagesWith = <T>(chain: Chain<T>, first: number, last: number): number[] => {
  const found: number[] = [];
  let begin = 0;
  for (const [at, { items }] of chain.entries()) {
    if (begin <= last && begin + items.length > first) found.push(at);
    begin += items.length;
  }
  return found.length > 0 ? found : [0];
};
