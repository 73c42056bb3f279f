import { serve } from '#lib/http/serve';
import { getResource } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(getResource, ({ params, query }) =>
  pools.getResource(params.id, params.resource_id, query),
);
