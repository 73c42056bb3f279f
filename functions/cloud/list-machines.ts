import { listMachines } from '#lib/cloud/endpoints';
import * as machineList from '#lib/cloud/service/machine-list';
import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listMachines, async ({ query, event }) => {
  const { limit = MAX_PAGE_SIZE, cursor: from, ...filter } = query;
  const { items, cursor } = await machineList.list(filter, { limit, cursor: from });
  return pageResponse(event, query, { items }, cursor);
});
