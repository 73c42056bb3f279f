import { etagOf } from '#lib/core/etag';
import { pageResponse } from '#lib/http/paging';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { getPool } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(getPool, async ({ params, query, event }) => {
  const { pool, head, cursor } = await pools.get(params.id, query);
  const page = pageResponse(event, query, query.view === 'full' ? { ...head, ...pool } : pool, cursor);
  return respond(page.status, page.body, { headers: { ...page.headers, ETag: etagOf(head) } });
});
