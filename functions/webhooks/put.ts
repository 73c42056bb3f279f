import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';
import { putWebhook } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(putWebhook, async ({ params: { name }, body, user }) => {
  const { webhook, secret } = await webhooks.put(name, body, { user });
  if (secret === undefined) return webhook;
  return answer(201, { ...webhook, secret }, { headers: { Location: `/webhooks/${name}` } });
});
