import { serve } from '#lib/http/serve';
import { getWebhook } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(getWebhook, ({ params }) => webhooks.get(params.name));
