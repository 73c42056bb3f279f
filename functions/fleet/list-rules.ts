import { listRules } from '#lib/fleet/endpoints';
import * as rules from '#lib/fleet/rules-service';
import { MOST, pageAnswer } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listRules, async ({ query, event }) => {
  const { items, cursor } = await rules.page(query.limit ?? MOST, query.cursor);
  return pageAnswer(event, query, { items }, cursor);
});
