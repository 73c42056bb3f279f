import { serve } from '#lib/http/serve';
import { rotateWebhook } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(rotateWebhook, async ({ params, user }) => ({
  secret: await webhooks.rotate(params.name, { user }),
}));
