import { serve } from '#lib/http/serve';
import { allocateResource } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(allocateResource, ({ params, body }) =>
  body.id ? pools.allocate(params.id, body.id) : pools.allocateAny(params.id),
);
