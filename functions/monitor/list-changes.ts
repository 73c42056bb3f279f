import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listChanges } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listChanges, async ({ params, query, event }) => {
  const { changes, cursor } = await monitor.listChanges(params.name, query.limit ?? MAX_PAGE_SIZE, query.cursor);
  return pageResponse(event, query, { items: changes }, cursor);
});
