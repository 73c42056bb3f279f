import * as clusters from '#lib/cloud/clusters-service';
import { listCloudClusters } from '#lib/cloud/endpoints';
import { MOST, pageAnswer } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listCloudClusters, async ({ query, event }) => {
  const { items, cursor } = await clusters.list({ limit: query.limit ?? MOST, cursor: query.cursor });
  return pageAnswer(event, query, { items }, cursor);
});
