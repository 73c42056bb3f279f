import { getComputeQuota } from '#lib/compute/endpoints';
import * as compute from '#lib/compute/service';
import { serve } from '#lib/http/serve';

export const handler = serve(getComputeQuota, ({ user }) => compute.quota(user));
