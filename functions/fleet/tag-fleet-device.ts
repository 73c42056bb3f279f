import { tagFleetDevice } from '#lib/fleet/endpoints';
import * as devices from '#lib/fleet/service/devices';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(tagFleetDevice, async ({ params, body, headers }) => {
  const { device, etag } = await devices.tag(params.id, body.tags, headers['if-match']);
  return respond(200, device, { headers: { ETag: etag } });
});
