import { deleteComputeCluster } from '#lib/compute/endpoints';
import * as compute from '#lib/compute/service';
import { serve } from '#lib/http/serve';

export const handler = serve(deleteComputeCluster, async ({ user, params }) => {
  await compute.remove(user, params.id);
});
