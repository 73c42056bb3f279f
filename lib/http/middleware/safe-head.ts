import type { Endpoint } from '../endpoint.ts';
import { methodUnknown } from '../errors.ts';
import { allowedMethods, takesHead } from '../routes.ts';
import type { Middleware } from './types.ts';

/** HEAD is GET without the body, and so is not for a GET that changes something: HEAD never does (RFC 9110, 9.2.1). */
export const safeHead = (endpoint: Endpoint): Middleware => ({
  before: ({ event }) => {
    if (event.requestContext.http.method !== 'HEAD' || takesHead(endpoint)) return;
    throw methodUnknown(event.rawPath, allowedMethods([endpoint]));
  },
});
