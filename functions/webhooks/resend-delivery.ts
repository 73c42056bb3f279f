import { serve } from '#lib/http/serve';
import { resendDelivery } from '#lib/webhooks/endpoints';
import * as webhooks from '#lib/webhooks/service';

export const handler = serve(resendDelivery, ({ params, user }) => webhooks.resend(params.name, params.id, { user }));
