import { serve } from '#lib/http/serve';
import { getPoolUse } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(getPoolUse, ({ params }) => pools.usage(params.id));
