import { listComputeClusters } from '#lib/compute/endpoints';
import * as compute from '#lib/compute/service';
import { MAX_PAGE_SIZE, nextLink } from '#lib/http/paging';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(listComputeClusters, async ({ user, query, event }) => {
  const { clusters, cursor } = await compute.list(user, query.limit ?? MAX_PAGE_SIZE, query.cursor);
  return respond(200, clusters, { headers: nextLink(event, query, cursor) });
});
