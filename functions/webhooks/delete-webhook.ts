import { serve } from '#lib/http/serve';
import { deleteWebhook } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(deleteWebhook, ({ params }) => webhooks.remove(params.name));
