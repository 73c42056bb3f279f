import { serve } from '#lib/http/serve';
import { listPools } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(listPools, ({ query }) =>
  query.fields === 'head' ? pools.listUsed(query) : pools.list(query),
);
