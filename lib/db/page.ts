import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { cursorAfter, positionAfter } from './cursor.ts';
import type { KeyQuery } from './keys.ts';
import type { Item, QueryOptions } from './requests.ts';
import { query } from './table.ts';

/** A page of a question, each item read by `read`. @throws AppError (400) for a cursor of something else. */
export const queryPage = async <T>(
  question: KeyQuery,
  { limit = MAX_PAGE_SIZE, cursor }: Paging,
  read: (item: Item) => T,
  options: Omit<QueryOptions, 'limit' | 'after'> = {},
): Promise<Page<T>> => {
  const { items, next } = await query(question, { ...options, limit, after: positionAfter(question, cursor) });
  return { items: items.map(read), cursor: cursorAfter(question, next) };
};
