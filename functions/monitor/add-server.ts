import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { addServer } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(addServer, async ({ body }) => {
  const { name, IP, ...options } = body.server;
  await monitor.add(name, IP, options);
  return respond(201, { status: 'CREATED' as const });
});
