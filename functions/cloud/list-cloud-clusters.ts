import { listCloudClusters } from '#lib/cloud/endpoints';
import * as clusters from '#lib/cloud/service/clusters';
import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listCloudClusters, async ({ query, event }) => {
  const { items, cursor } = await clusters.list({ limit: query.limit ?? MAX_PAGE_SIZE, cursor: query.cursor });
  return pageResponse(event, query, { items }, cursor);
});
