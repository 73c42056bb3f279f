import { pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listPools } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(listPools, async ({ query, event }) => {
  const { items, cursor } = query.fields === 'head' ? await pools.listUsed(query) : await pools.list(query);
  return pageResponse(event, query, { items }, cursor);
});
