import { fromGateway } from '../gateway-path.ts';
import type { Middleware } from './types.ts';

/** Paths and their parameters are read as they were meant, from here on. */
export const plainPath = (): Middleware => ({
  before: ({ event }) => {
    Object.assign(event, fromGateway(event));
  },
});
