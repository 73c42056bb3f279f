import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';
import { createPool } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(createPool, async ({ params, body }) => {
  await pools.create(params.id, body.name, body.resources);
  return answer(201, body, { headers: { Location: `/api/pools/${params.id}` } });
});
