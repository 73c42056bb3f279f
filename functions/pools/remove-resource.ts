import { serve } from '#lib/http/serve';
import { removeResource } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(removeResource, async ({ params }) => {
  await pools.removeAny(params.id, params.resource_id);
});
