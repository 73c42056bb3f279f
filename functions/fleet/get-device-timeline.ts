import { getDeviceTimeline } from '#lib/fleet/endpoints';
import { timeline } from '#lib/fleet/timeline-service';
import { MOST, pageAnswer } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(getDeviceTimeline, async ({ params, query, user, event }) => {
  const { limit = MOST, cursor: from } = query;
  const { items, cursor } = await timeline(params.id, { limit, cursor: from, viewer: user?.id });
  return pageAnswer(event, query, { items }, cursor);
});
