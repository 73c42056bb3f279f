import { listRules } from '#lib/fleet/endpoints';
import * as rules from '#lib/fleet/service/rules';
import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listRules, async ({ query, event }) => {
  const { items, cursor } = await rules.page(query.limit ?? MAX_PAGE_SIZE, query.cursor);
  return pageResponse(event, query, { items }, cursor);
});
