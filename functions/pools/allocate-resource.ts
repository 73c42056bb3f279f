import { serve } from '#lib/http/serve';
import { allocateResource } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(allocateResource, ({ params, body }) => {
  const { ttl_seconds: ttlSeconds, prefix_length: prefixLength, ...rest } = body;
  return pools.allocateFor(params.id, { ...rest, ttlSeconds, prefixLength });
});
