import { csrfCookie } from '#lib/auth/csrf';
import { startLogin } from '#lib/auth/endpoints';
import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';

export const handler = serve(startLogin, ({ event }) => answer(204, undefined, { cookies: [csrfCookie(event)] }));
