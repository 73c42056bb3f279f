import { assertPreconditions, etagOf, preconditionsIn } from '#lib/core/etag';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { createPool } from '#lib/pools/endpoints';
import * as pools from '#lib/pools/service';

export const handler = serve(createPool, async ({ params, body, headers }) => {
  // Here a pool is only made, never replaced: nothing is there that If-Match could name.
  assertPreconditions(preconditionsIn(headers), undefined);
  const { resources: addresses, cool_down_seconds: coolDownSeconds, ...rest } = body;
  const { head, listing } = await pools.create(params.id, { ...rest, addresses, coolDownSeconds });
  const answerHeaders = { Location: `/api/pools/${params.id}`, ETag: etagOf(head) };
  return respond(201, { ...body, ...listing }, { headers: answerHeaders });
});
