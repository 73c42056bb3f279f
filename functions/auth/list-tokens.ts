import { listTokens } from '#lib/auth/endpoints';
import * as tokens from '#lib/auth/service/tokens';
import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listTokens, async ({ query, user, event }) => {
  const { items, cursor } = await tokens.list(user, { ...query, limit: query.limit ?? MAX_PAGE_SIZE });
  return pageResponse(event, query, { items }, cursor);
});
