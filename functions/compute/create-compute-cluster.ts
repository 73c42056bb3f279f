import { createComputeCluster } from '#lib/compute/endpoints';
import * as compute from '#lib/compute/service';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(createComputeCluster, async ({ user, body }) => {
  const cluster = await compute.create(user, body);
  return respond(201, cluster, { headers: { Location: `/clusters/${cluster.id}` } });
});
