import * as devices from '#lib/fleet/devices-service';
import { listFleetDevices } from '#lib/fleet/endpoints';
import { MOST, pageAnswer } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listFleetDevices, async ({ query, event }) => {
  const { limit = MOST, cursor: from, ...filter } = query;
  const { items, cursor } = await devices.list(filter, { limit, cursor: from });
  return pageAnswer(event, query, { items }, cursor);
});
