import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listDeliveries } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(listDeliveries, async ({ params, query, event }) => {
  const { items, cursor } = await webhooks.listDeliveries(params.name, {
    ...query,
    limit: query.limit ?? MAX_PAGE_SIZE,
  });
  return pageResponse(event, query, { items }, cursor);
});
