import { serve } from '#lib/http/serve';
import { addResource } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(addResource, ({ params, body }) => pools.addAny(params.id, body.ip_address));
