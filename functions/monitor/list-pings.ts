import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listPings } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listPings, async ({ params, query, event }) => {
  const { pings, cursor } = await monitor.listPings(params.name, { ...query, limit: query.limit ?? MAX_PAGE_SIZE });
  return pageResponse(event, query, { items: pings }, cursor);
});
