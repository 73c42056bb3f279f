import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listServers } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listServers, async ({ query, event }) => {
  const { servers, cursor } = await monitor.list({ ...query, limit: query.limit ?? MAX_PAGE_SIZE });
  return pageResponse(event, query, { items: servers }, cursor);
});
