/** The most entries that a view holds; who has more narrows them down. */
export const MOST_ENTRIES = 5000;

interface Page<T> {
  items: T[];
  next_cursor?: string | undefined;
}

/** Follows the pages of a list to its end, or until `most` entries are there. */
export const allPages = async <T>(
  ask: (cursor: string | undefined) => Promise<Page<T>>,
  most = MOST_ENTRIES,
): Promise<T[]> => {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== undefined && items.length < most);
  return items;
};
