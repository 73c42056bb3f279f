import { serve } from '#lib/http/serve';
import { listSweeps } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(listSweeps, async ({ query }) => ({ items: await monitor.listSweeps(query.limit) }));
