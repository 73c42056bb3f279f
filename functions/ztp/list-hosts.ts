import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listHosts } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(listHosts, async ({ query, event }) => {
  const { ids, cursor } = await ztp.listIds({ ...query, limit: query.limit ?? MAX_PAGE_SIZE });
  return pageResponse(event, query, { hosts: ids }, cursor);
});
