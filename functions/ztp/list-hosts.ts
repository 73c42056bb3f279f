import { MOST, pageAnswer } from '#lib/http/paging';
import { serve } from '#lib/http/serve';
import { listHosts } from '#lib/ztp/endpoints';
import * as ztp from '#lib/ztp/service';

export const handler = serve(listHosts, async ({ query, event }) => {
  const { ids, cursor } = await ztp.listIds({ ...query, limit: query.limit ?? MOST });
  return pageAnswer(event, query, { hosts: ids }, cursor);
});
