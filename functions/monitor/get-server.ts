import { etagOf } from '#lib/core/etag';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { getServer } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';
import { editableOf } from '#lib/monitor/service/change-if-match';

export const handler = serve(getServer, async ({ params }) => {
  const server = await monitor.get(params.name);
  return respond(200, server, { headers: { ETag: etagOf(editableOf(server)) } });
});
