import { etagOf, preconditionsIn } from '#lib/core/etag';
import { tagged } from '#lib/http/etag';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';
import { putWebhook } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(putWebhook, async ({ params: { name }, body, user, headers }) => {
  const { webhook, secret } = await webhooks.put(name, body, { user, preconditions: preconditionsIn(headers) });
  if (secret === undefined) return tagged(200, webhook);
  return respond(201, { ...webhook, secret }, { headers: { Location: `/webhooks/${name}`, ETag: etagOf(webhook) } });
});
