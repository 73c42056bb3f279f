import { MOST, pageAnswer } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listPings } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listPings, async ({ params, query, event }) => {
  const { pings, cursor } = await monitor.listPings(params.name, { ...query, limit: query.limit ?? MOST });
  return pageAnswer(event, query, { items: pings }, cursor);
});
