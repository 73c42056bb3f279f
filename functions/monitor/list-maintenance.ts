import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listMaintenance } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listMaintenance, async ({ query, event }) => {
  const { items, cursor } = await monitor.listMaintenance(query.limit ?? MAX_PAGE_SIZE, query.cursor);
  return pageResponse(event, query, { items }, cursor);
});
