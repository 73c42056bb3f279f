import { serve } from '#lib/http/serve';
import { releaseResource } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(releaseResource, ({ params, body: { id, ...fence } }) =>
  pools.release(params.id, id, fence),
);
