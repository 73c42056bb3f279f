import { etagOf } from '#lib/core/etag';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { getPool } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(getPool, async ({ params, query }) => {
  const { pool, head, cursor } = await pools.get(params.id, query);
  const body = { ...(query.view === 'full' && head), ...pool, next_cursor: cursor };
  return respond(200, body, { headers: { ETag: etagOf(head) } });
});
