import { deleteRule } from '#lib/fleet/endpoints';
import * as rules from '#lib/fleet/rules-service';
import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';

export const handler = serve(deleteRule, async ({ params, headers }) => {
  await rules.remove(params.name, { ifMatch: headers['if-match'] });
  return answer(204, undefined);
});
