import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { cursorAfter, positionAfter } from './cursor.ts';
import type { KeyQuery } from './keys.ts';
import type { Item, QueryOptions } from './requests.ts';
import { query } from './table.ts';

/** A page of a key query, each item read by `read`. @throws AppError (400) for a cursor of something else. */
export const queryPage = async <T>(
  keyQuery: KeyQuery,
  { limit = MAX_PAGE_SIZE, cursor }: Paging,
  read: (item: Item) => T,
  options: Omit<QueryOptions, 'limit' | 'after'> = {},
): Promise<Page<T>> => {
  const { items, next } = await query(keyQuery, { ...options, limit, after: positionAfter(keyQuery, cursor) });
  return { items: items.map(read), cursor: cursorAfter(keyQuery, next) };
};
