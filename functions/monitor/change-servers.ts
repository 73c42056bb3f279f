import { serve } from '#lib/http/serve';
import { changeServers } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(changeServers, async ({ query, body }) => ({
  items: await monitor.changeTagged(query.tag, body, { dryRun: query.dry_run === 'true' }),
}));
