import { serve } from '#lib/http/serve';
import { updateServer } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(updateServer, async ({ body }) => {
  const { name, IP: ip, ...options } = body.server;
  await monitor.update(name, { ip, ...options }, { path: 'server.' });
  return { status: 'UPDATED' as const };
});
