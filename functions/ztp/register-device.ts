import { resolveSecret } from '#lib/core/ssm-secrets';
import * as fleet from '#lib/fleet/service';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { registerDevice } from '#lib/ztp/endpoints';

export const handler = serve(
  registerDevice,
  async ({ params, body }) => {
    const device = await fleet.register(params.id, body);
    return respond(device.registrations === 1 ? 201 : 200, device);
  },
  { resolveSecret },
);
