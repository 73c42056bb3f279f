import httpSecurityHeaders from '@middy/http-security-headers';
import type { Middleware } from './types.ts';

/** Headers that are empty, given up (`X-XSS-Protection`), or full of features that browsers warn they do not know. */
const NOT_SENT = {
  poweredBy: false,
  reportTo: false,
  reportingEndpoints: false,
  permissionsPolicy: false,
  xssProtection: false,
};

const strictest = httpSecurityHeaders(NOT_SENT as object) as unknown as Required<Middleware>;

/** Every answer is sent with the strictest policy there is, but for the headers that it brings itself: a page needs scripts. */
export const securityHeaders = (): Middleware => ({
  after: async (request) => {
    const own = { ...request.response?.headers };
    await strictest.after(request);
    if (request.response) Object.assign(request.response.headers, own);
  },
  onError: strictest.onError,
});
