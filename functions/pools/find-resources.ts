import { pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { findResources } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(findResources, async ({ query, event }) => {
  const { items, cursor } = await pools.findPlaces(query);
  return pageResponse(event, query, { items }, cursor);
});
