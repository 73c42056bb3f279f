/** The most entries that one page has, and what it has when nothing is asked. */
export const MAX_PAGE_SIZE = 1000;

/** A page of a list, as repositories and services give it. */
export interface Page<T> {
  items: T[];
  /** Where the next page begins; undefined on the last. */
  cursor: string | undefined;
}

/** Which page is asked for. */
export interface Paging {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** Whether an answer is a page of a list. */
export const isPage = (value: unknown): value is Page<unknown> =>
  typeof value === 'object' && value !== null && 'items' in value && 'cursor' in value;
