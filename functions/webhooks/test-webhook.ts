import { serve } from '#lib/http/serve';
import { testWebhook } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(testWebhook, ({ params }) => webhooks.test(params.name));
