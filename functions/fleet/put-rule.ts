import { preconditionsIn } from '#lib/core/etag';
import { putRule } from '#lib/fleet/endpoints';
import * as rules from '#lib/fleet/service/rules';
import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';

export const handler = serve(
  putRule,
  async ({ params, body, headers }) => {
    const { rule, isNew } = await rules.put(params.name, body, preconditionsIn(headers));
    return tagged(isNew ? 201 : 200, rule, { Location: `/fleet/rules/${encodeURIComponent(rule.name)}` });
  },
  { findMore: rules.unknownNamesIn },
);
