import { listEvents } from '#lib/events/endpoints';
import * as events from '#lib/events/service';
import { MOST, pageAnswer } from '#lib/http/paging';
import { serve } from '#lib/http/serve';

export const handler = serve(listEvents, async ({ query, user, event }) => {
  const { limit = MOST, cursor, ...filter } = query;
  const page = await events.list({ ...filter, viewer: user?.id }, { limit, cursor });
  return pageAnswer(event, query, { items: page.items }, page.cursor);
});
