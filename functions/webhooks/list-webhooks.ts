import { serve } from '#lib/http/serve';
import { listWebhooks } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(listWebhooks, ({ query }) => webhooks.list(query));
