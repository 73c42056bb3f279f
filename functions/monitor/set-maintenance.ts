import { preconditionsIn } from '#lib/core/etag';
import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';
import { setMaintenance } from '#lib/monitor/endpoints';
import * as monitor from '#lib/monitor/service';

export const handler = serve(setMaintenance, async ({ params, body, headers }) => {
  const { maintenance, isNew } = await monitor.setMaintenance(params.name, body, preconditionsIn(headers));
  return tagged(isNew ? 201 : 200, maintenance);
});
