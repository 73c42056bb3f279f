import { pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { getPool } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(getPool, async ({ params, query, event }) => {
  const { pool, cursor } = await pools.get(params.id, query);
  return pageResponse(event, query, pool, cursor);
});
