import { readBody } from '../body.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Middleware } from './types.ts';

/** Reads the body as JSON, where the endpoint takes one. */
export const jsonBody = (endpoint: Endpoint): Middleware => ({
  before: ({ event, context }) => {
    context.read = readBody(endpoint, event);
  },
});
