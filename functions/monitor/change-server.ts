import { etagOf } from '#lib/core/etag';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { changeServer } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';
import { editableOf } from '#lib/monitor/service/change-if-match';

export const handler = serve(changeServer, async ({ params, body, headers }) => {
  const server = await monitor.update(params.name, body, { ifMatch: headers['if-match'] });
  return respond(200, server, { headers: { ETag: etagOf(editableOf(server)) } });
});
