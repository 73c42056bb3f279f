import { serve } from '#lib/http/serve';
import { deleteServers } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(deleteServers, async ({ query }) => ({
  items: await monitor.deleteTagged(query.tag, { dryRun: query.dry_run === 'true' }),
}));
