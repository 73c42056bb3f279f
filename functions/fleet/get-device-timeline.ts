import { getDeviceTimeline } from '#lib/fleet/endpoints';
import { timeline } from '#lib/fleet/service/timeline';
import { serve } from '#lib/http/serve';

export const handler = serve(getDeviceTimeline, ({ params, query, user }) =>
  timeline(params.id, { ...query, viewer: user?.id }),
);
