import { builder } from './builder.ts';
import type { Paging } from './loaders.ts';

/** Things on a page where nothing is asked. */
export const PAGE = 20;

/** The arguments of every list that comes in pages. */
export const pageArgs = builder.args((arg) => ({
  first: arg.int({ defaultValue: PAGE, description: 'Most things of a page: 1 to 1,000' }),
  after: arg.string({ description: '`endCursor` of the page before' }),
}));

interface PageArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** The same as the endpoints name them. */
export const asPageQuery = ({ first, after }: PageArgs) => ({ limit: first, cursor: after });

export const pagingOf = ({
  limit = PAGE,
  cursor,
}: {
  limit?: number | undefined;
  cursor?: string | undefined;
}): Paging => ({
  limit,
  cursor,
});
