import type { Paging } from '#lib/core/page';
import { builder } from './builder.ts';

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

/** The page that is asked for, with the size that pages have here. */
export const pagingOf = ({ limit = PAGE, cursor }: Paging) => ({ limit, cursor });
