import { csrfCookie } from '#lib/auth/csrf';
import { startLogin } from '#lib/auth/endpoints';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(startLogin, ({ event }) => respond(204, undefined, { cookies: [csrfCookie(event)] }));
