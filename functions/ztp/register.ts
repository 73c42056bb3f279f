import { reveal } from '#lib/core/parameters';
import * as fleet from '#lib/fleet/service';
import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';
import { registerDevice } from '#lib/ztp/endpoints';

export const handler = serve(
  registerDevice,
  async ({ params, body }) => {
    const device = await fleet.register(params.id, body);
    return answer(device.registrations === 1 ? 201 : 200, device);
  },
  { reveal },
);
