import { serve } from '#lib/http/serve';
import { updateServer } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(updateServer, async ({ body: { server } }) => {
  await monitor.change(server.name, { ip: server.IP }, 'server.IP');
  return { status: 'UPDATED' as const };
});
