import { tagged } from '#lib/http/etag';
import { serve } from '#lib/http/serve';
import { getWebhook } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(getWebhook, async ({ params }) => tagged(200, await webhooks.get(params.name)));
