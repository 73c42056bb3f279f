import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listWebhooks } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(listWebhooks, async ({ query, event }) => {
  const { items, cursor } = await webhooks.list({ ...query, limit: query.limit ?? MAX_PAGE_SIZE });
  return pageResponse(event, query, { items }, cursor);
});
