import { log } from '#lib/core/log';
import type { Middleware } from './types.ts';

/** The request id stands in every answer and in every line of the log that the call writes. */
export const requestId = (): Middleware => ({
  before: ({ event, context }) => {
    log.resetKeys();
    log.appendKeys({ requestId: context.awsRequestId, route: event.routeKey });
  },
  after: ({ response, context }) => {
    if (response) response.headers['X-Request-Id'] = context.awsRequestId;
  },
});
