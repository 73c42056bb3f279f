import { serve } from '#lib/http/serve';
import { listDeliveries } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(listDeliveries, ({ params, query, user }) =>
  webhooks.listDeliveries(params.name, query, { user }),
);
