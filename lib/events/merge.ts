/** One list, newest first, as it is read page by page. */
export type Source<T> = AsyncGenerator<T>;

/**
 * Many lists that are each newest first as one that is. No more of a list is read than its turn takes.
 * `positionOf` gives what they are sorted by.
 */
export async function* mergeNewest<T>(sources: readonly Source<T>[], positionOf: (entry: T) => string): Source<T> {
  const heads = await Promise.all(sources.map((source) => source.next()));
  for (;;) {
    let newest = -1;
    for (const [i, head] of heads.entries()) {
      if (head.done) continue;
      const best = heads[newest];
      if (best === undefined || best.done || positionOf(head.value) > positionOf(best.value)) newest = i;
    }
    const head = heads[newest];
    const source = sources[newest];
    if (!head || head.done || !source) return;
    yield head.value;
    heads[newest] = await source.next();
  }
}
