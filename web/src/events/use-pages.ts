import { useEffect, useState } from 'preact/hooks';
import { type Polling, usePolling } from '../core/use-polling.ts';

interface Page<T> {
  items: T[];
  next_cursor?: string | undefined;
}

export interface Pages<T> extends Polling<T[]> {
  /** Fetches what is older; undefined when everything is there. */
  more: (() => Promise<void>) | undefined;
}

interface Options<T> {
  everyMs: number;
  key?: string;
  idOf: (item: T) => string;
}

/** The newest page over what was known: what is new comes first, what has changed is replaced, what is older stays. */
export const newestOver = <T>(
  newest: readonly T[],
  known: readonly T[],
  idOf: (item: T) => string,
): T[] | undefined => {
  const ids = new Set(newest.map(idOf));
  if (known.length > 0 && !known.some((item) => ids.has(idOf(item)))) return undefined;
  return [...newest, ...known.filter((item) => !ids.has(idOf(item)))];
};

/** A list that grows at its top by itself and at its foot when it is asked to: newest first, page by page. */
export const usePages = <T>(
  ask: (cursor: string | undefined) => Promise<Page<T>>,
  { everyMs, key = '', idOf }: Options<T>,
): Pages<T> => {
  const live = usePolling(() => ask(undefined), { everyMs, key });
  const [older, setOlder] = useState<{ of: string; items: T[]; cursor: string | undefined }>();
  const mine = older?.of === key ? older : undefined;
  const merged = live.data && newestOver(live.data.items, mine?.items ?? [], idOf);
  // So much is new that nothing of what was known is among it: the list begins anew.
  const items = live.data && (merged ?? live.data.items);
  const cursor = mine && merged ? mine.cursor : live.data?.next_cursor;

  useEffect(() => {
    if (items && mine && merged) setOlder({ ...mine, items });
    else if (mine) setOlder(undefined);
  }, [live.data]);

  const more = async (): Promise<void> => {
    const page = await ask(cursor);
    setOlder({ of: key, items: [...(items ?? []), ...page.items], cursor: page.next_cursor });
  };
  return { ...live, data: items, more: cursor === undefined ? undefined : more };
};
