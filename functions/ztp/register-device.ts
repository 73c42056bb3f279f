import { resolveSecret } from '#lib/core/ssm-secrets';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { registerDevice } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(
  registerDevice,
  async ({ params, body }) => {
    const device = await ztp.register(params.id, body);
    return respond(device.registrations === 1 ? 201 : 200, device);
  },
  { reveal: resolveSecret },
);
