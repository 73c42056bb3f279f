import { getComputeCluster } from '#lib/compute/endpoints';
import * as compute from '#lib/compute/service';
import { serve } from '#lib/http/serve';

export const handler = serve(getComputeCluster, ({ user, params }) => compute.get(user, params.id));
