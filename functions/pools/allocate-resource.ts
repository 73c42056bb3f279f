import { serve } from '#lib/http/serve';
import { allocateResource } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(allocateResource, async ({ params, body }) => {
  const { id, count, owner, ttl_seconds: ttlSeconds } = body;
  if (count !== undefined) return { items: await pools.allocateMany(params.id, count, ttlSeconds) };
  if (owner !== undefined) return pools.allocateOwned(params.id, id, { owner, ttlSeconds });
  return id === undefined
    ? pools.allocateAny(params.id, { ttlSeconds })
    : pools.allocate(params.id, id, { ttlSeconds });
});
