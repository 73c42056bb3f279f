import { serve } from '#lib/http/serve';
import { readServers } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(readServers, async ({ query, body }) => {
  const server = body.server ?? query.server;
  const limit = body.limit ?? query.limit;
  if (server !== undefined) return { server, pings: await monitor.lastPingPairs(server, limit) };
  const { items: servers, cursor } = await monitor.listNames({ limit, cursor: query.cursor });
  return { servers, next_cursor: cursor };
});
