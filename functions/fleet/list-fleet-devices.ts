import { listFleetDevices } from '#lib/fleet/endpoints';
import * as devices from '#lib/fleet/service/devices';
import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listFleetDevices, async ({ query, event }) => {
  const { limit = MAX_PAGE_SIZE, cursor: from, ...filter } = query;
  const { items, cursor } = await devices.list(filter, { limit, cursor: from });
  return pageResponse(event, query, { items }, cursor);
});
