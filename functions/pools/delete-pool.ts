import { serve } from '#lib/http/serve';
import { deletePool } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(deletePool, async ({ params }) => {
  await pools.remove(params.id);
});
