import { listEvents } from '#lib/events/endpoints';
import * as events from '#lib/events/service';
import { MAX_PAGE_SIZE, pageResponse } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listEvents, async ({ query, user, event }) => {
  const { limit = MAX_PAGE_SIZE, cursor, ...filter } = query;
  const page = await events.list({ ...filter, viewer: user?.id }, { limit, cursor });
  return pageResponse(event, query, { items: page.items }, page.cursor);
});
