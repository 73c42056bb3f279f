import { resolveSecret } from '#lib/core/ssm-secrets';
import { getFleetDevice } from '#lib/fleet/endpoints';
import * as devices from '#lib/fleet/service/devices';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(
  getFleetDevice,
  async ({ params }) => {
    const { device, etag } = await devices.getTagged(params.id);
    return respond(200, device, { headers: { ETag: etag } });
  },
  { resolveSecret },
);
