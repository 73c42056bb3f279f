import { getMachine } from '#lib/cloud/endpoints';
import * as machines from '#lib/cloud/service/machines';
import { taggedUnlessKnown } from '#lib/http/etag';
import { serve } from '#lib/http/serve';

export const handler = serve(getMachine, async ({ params, headers }) =>
  taggedUnlessKnown(headers, await machines.get(params.id)),
);
