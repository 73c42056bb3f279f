import { deleteRule } from '#lib/fleet/endpoints';
import * as rules from '#lib/fleet/service/rules';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(deleteRule, async ({ params, headers }) => {
  await rules.remove(params.name, { ifMatch: headers['if-match'] });
  return respond(204, undefined);
});
