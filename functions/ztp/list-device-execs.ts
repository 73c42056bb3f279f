import { MOST, pageAnswer } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listDeviceExecs } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(listDeviceExecs, async ({ params, query, event }) => {
  const { items, cursor } = await ztp.listExecs(params.id, { ...query, limit: query.limit ?? MOST });
  return pageAnswer(event, query, { items }, cursor);
});
