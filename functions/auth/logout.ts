import { logout } from '#lib/auth/endpoints';
import * as auth from '#lib/auth/service';
import { tokenIn } from '#lib/http/credentials';
import { serve } from '#lib/http/serve';

export const handler = serve(logout, async ({ headers }) => {
  await auth.logout(tokenIn(headers));
});
