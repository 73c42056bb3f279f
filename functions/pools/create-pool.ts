import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { createPool } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(createPool, async ({ params, body }) => {
  const { name, resources, cool_down_seconds } = body;
  await pools.create(params.id, { name, addresses: resources, coolDownSeconds: cool_down_seconds });
  return respond(201, body, { headers: { Location: `/api/pools/${params.id}` } });
});
