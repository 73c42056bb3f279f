import { authenticate, type ResolveSecret } from '../authentication.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Middleware } from './types.ts';

/** Finds out who calls; waits until the use of the token is noted. */
export const authentication = (endpoint: Endpoint, resolveSecret: ResolveSecret | undefined): Middleware => ({
  before: async ({ event, context }) => {
    context.caller = await authenticate(endpoint, event, resolveSecret);
  },
  // Beside the handler's own work, and before Lambda freezes the process.
  after: ({ context }) => context.caller?.noted,
  onError: ({ context }) => context.caller?.noted,
});
