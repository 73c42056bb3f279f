import { listEvents } from '#lib/events/endpoints';
import * as events from '#lib/events/service';
import { serve } from '#lib/http/serve';

export const handler = serve(listEvents, ({ user, query }) => events.list({ ...query, viewer: user?.id }, query));
