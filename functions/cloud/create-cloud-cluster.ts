import { createCloudCluster } from '#lib/cloud/endpoints';
import * as clusters from '#lib/cloud/service/clusters';
import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';

export const handler = serve(createCloudCluster, async ({ body }) => {
  const cluster = await clusters.create(body);
  return tagged(201, cluster, { Location: `/api/v1/clusters/${cluster.id}` });
});
