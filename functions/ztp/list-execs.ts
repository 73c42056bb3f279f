import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listExecs } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(listExecs, async ({ query, event }) => {
  const { items, cursor } = await ztp.listExecsIn(query.status, { ...query, limit: query.limit ?? MAX_PAGE_SIZE });
  return pageResponse(event, query, { items }, cursor);
});
