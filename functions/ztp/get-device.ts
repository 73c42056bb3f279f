import { etagOf } from '#lib/core/etag';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { getDevice } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(getDevice, async ({ params }) => {
  const device = await ztp.show(params.id);
  return respond(200, device, { headers: { ETag: etagOf(ztp.editableOf(device)) } });
});
