import { etagOf } from '#lib/core/etag';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { editDevice } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(editDevice, async ({ params, body, headers }) => {
  const device = await ztp.edit(params.id, body, { ifMatch: headers['if-match'] });
  return respond(200, device, { headers: { ETag: etagOf(ztp.editableOf(device)) } });
});
