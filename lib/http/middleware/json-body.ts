import { readBody } from '../body.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Middleware } from './types.ts';

/** Reads the body as JSON, where the endpoint takes one. */
export const jsonBody = (endpoint: Endpoint): Middleware => ({
  before: async ({ event, context }) => {
    context.read = await readBody(endpoint, event);
  },
});
