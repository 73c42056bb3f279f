import { getRule } from '#lib/fleet/endpoints';
import * as rules from '#lib/fleet/service/rules';
import { taggedUnlessKnown } from '#lib/http/etag';
import { serve } from '#lib/http/serve';

export const handler = serve(getRule, async ({ params, headers }) =>
  taggedUnlessKnown(headers, await rules.get(params.name)),
);
