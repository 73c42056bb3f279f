import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';
import { getMaintenance } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(getMaintenance, async ({ params }) =>
  tagged(200, await monitor.getMaintenance(params.name)),
);
