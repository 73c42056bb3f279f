import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listDevices } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(listDevices, async ({ query, event }) => {
  const { items, cursor } = await ztp.list({ ...query, limit: query.limit ?? MAX_PAGE_SIZE });
  return pageResponse(event, query, { items }, cursor);
});
