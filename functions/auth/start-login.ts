import { csrfCookie } from '#lib/auth/csrf';
import { startLogin } from '#lib/auth/endpoints';
import { respond } from '#lib/http/response';
import { serveOpen } from '#lib/http/serve-open';

export const handler = serveOpen(startLogin, ({ event }) => respond(204, undefined, { cookies: [csrfCookie(event)] }));
