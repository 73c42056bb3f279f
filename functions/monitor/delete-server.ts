import { serve } from '#lib/http/serve';
import { deleteServer } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(deleteServer, async ({ body }) => {
  await monitor.remove(body.server);
  return { status: 'DELETED' as const };
});
