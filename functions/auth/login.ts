import { assertCsrf } from '#lib/auth/csrf';
import { login } from '#lib/auth/endpoints';
import * as auth from '#lib/auth/service';
import { serve } from '#lib/http/serve';

export const handler = serve(login, ({ body, event }) => {
  assertCsrf(event);
  return auth.login(body.username, body.password, event.requestContext.http.sourceIp);
});
