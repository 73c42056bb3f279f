import { listComputeClusters } from '#lib/compute/endpoints';
import * as compute from '#lib/compute/service';
import { serve } from '#lib/http/serve';

export const handler = serve(listComputeClusters, ({ user, query }) => compute.list(user, query));
