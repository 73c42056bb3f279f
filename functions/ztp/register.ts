import { reveal } from '#lib/core/parameters';
import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';
import { registerDevice } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(
  registerDevice,
  async ({ params, body }) => {
    const device = await ztp.register(params.id, body);
    return answer(device.registrations === 1 ? 201 : 200, device);
  },
  { reveal },
);
