import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { readServers } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(readServers, async ({ query, body, event }) => {
  const server = body.server ?? query.server;
  const limit = body.limit ?? query.limit;
  if (server !== undefined) return { server, pings: await monitor.lastPingPairs(server, limit) };
  const { names, cursor } = await monitor.listNames(limit ?? MAX_PAGE_SIZE, query.cursor);
  return pageResponse(event, query, { servers: names }, cursor);
});
