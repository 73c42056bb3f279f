import { listMachines } from '#lib/cloud/endpoints';
import * as machineList from '#lib/cloud/machine-list-service';
import { MOST, pageAnswer } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listMachines, async ({ query, event }) => {
  const { limit = MOST, cursor: from, ...filter } = query;
  const { items, cursor } = await machineList.list(filter, { limit, cursor: from });
  return pageAnswer(event, query, { items }, cursor);
});
