import { prefersHtml } from '../content-negotiation.ts';
import type { Endpoint } from '../endpoint.ts';
import type { HttpResponse } from '../response.ts';
import type { Middleware } from './types.ts';

/** A person who opens an address that has a page is sent there, before a token is asked for. */
export const redirectToPage = ({ page: Location }: Endpoint): Middleware => ({
  before: ({ event }): HttpResponse | undefined => {
    if (Location === undefined || event.rawQueryString || event.body || !prefersHtml(event.headers.accept))
      return undefined;
    return { statusCode: 302, headers: { Location, Vary: 'Accept' } };
  },
});
