import { serve } from '#lib/http/serve';
import { getPool } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(getPool, ({ params }) => pools.get(params.id));
