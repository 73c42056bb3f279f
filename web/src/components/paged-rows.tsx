import type { ComponentChildren, JSX } from 'preact';
import { messageOf } from '../core/failure.ts';
import { counted } from '../core/format.ts';
import type { Pages } from '../core/use-pages.ts';
import { Button } from './button.tsx';
import { type Place, Rows } from './rows.tsx';

/** The next page is asked for when the screen is so near to the end of what is loaded. */
const NEAR_END = 10;

interface PagedRowsProps<T> {
  look: string;
  pages: Pages<T>;
  /** What an entry is called: `server`. */
  noun: string;
  row: (entry: T, place: Place, index: number) => JSX.Element;
  head?: ComponentChildren;
  keep?: string;
}

/** How much of a list is loaded: nobody must take a part for the whole. */
const Extent = <T,>({ pages, noun }: { pages: Pages<T>; noun: string }) => {
  const { items, complete, loading, error, more } = pages;
  if (!pages.answered)
    return (
      <p class="more" role="status">
        Searching…
      </p>
    );
  if (complete)
    return items.length > 0 ? (
      <p class="more" role="status">
        {items.length === 1 ? `1 ${noun}, no more.` : `All ${counted(items.length, noun)}.`}
      </p>
    ) : null;
  return (
    <p class="more">
      <span role="status">
        {counted(items.length, noun)} loaded; {loading ? 'loading more…' : 'there are more.'}
        {error !== undefined && ` ${messageOf(error)}`}
      </span>
      {!loading && <Button onClick={more}>Load more</Button>}
    </p>
  );
};

/** A paged list: rows are drawn as they are seen, and the next page is loaded on the way to it. */
export const PagedRows = <T,>({ look, pages, noun, row, head, keep }: PagedRowsProps<T>) => (
  <>
    <Rows
      look={look}
      items={pages.items}
      row={row}
      head={head}
      {...(keep !== undefined && { keep })}
      complete={pages.complete}
      onSeen={(first, last) => {
        pages.seen(first, last);
        if (pages.answered && !pages.complete && !pages.loading && last >= pages.items.length - NEAR_END) pages.more();
      }}
    />
    {pages.answered && pages.complete && pages.items.length === 0 && <p class="none">No {noun} fits.</p>}
    <Extent pages={pages} noun={noun} />
  </>
);
