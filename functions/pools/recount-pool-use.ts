import { serve } from '#lib/http/serve';
import { recountPoolUse } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(recountPoolUse, ({ params }) => pools.recount(params.id));
