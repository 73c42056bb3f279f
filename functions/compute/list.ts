import { listComputeClusters } from '#lib/compute/endpoints';
import * as compute from '#lib/compute/service';
import { answer } from '#lib/http/answer';
import { MOST, nextLink } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listComputeClusters, async ({ user, query, event }) => {
  const { clusters, cursor } = await compute.list(user, query.limit ?? MOST, query.cursor);
  return answer(200, clusters, { headers: nextLink(event, query, cursor) });
});
