import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';
import { editPool } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(editPool, async ({ params, body, headers }) => {
  const { cool_down_seconds: coolDownSeconds, ...edit } = body;
  return tagged(200, await pools.edit(params.id, { ...edit, coolDownSeconds }, { ifMatch: headers['if-match'] }));
});
