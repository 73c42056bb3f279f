import { getDeviceTimeline } from '#lib/fleet/endpoints';
import { timeline } from '#lib/fleet/service/timeline';
import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(getDeviceTimeline, async ({ params, query, user, event }) => {
  const { limit = MAX_PAGE_SIZE, cursor: from } = query;
  const { items, cursor } = await timeline(params.id, { limit, cursor: from, viewer: user?.id });
  return pageResponse(event, query, { items }, cursor);
});
