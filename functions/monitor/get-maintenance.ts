import { taggedUnlessKnown } from '#lib/http/etag';
import { serve } from '#lib/http/serve';
import { getMaintenance } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(getMaintenance, async ({ params, headers }) =>
  taggedUnlessKnown(headers, await monitor.getMaintenance(params.name)),
);
