import { settings } from '#lib/core/settings';
import { crossSite } from '../errors.ts';
import { isForeign } from '../same-origin.ts';
import type { Middleware, Unrouted } from './types.ts';

/**
 * A page of somebody else's must not act through an operator's browser. CORS stops it from reading answers, this stops
 * it from causing them: simple requests are sent without asking first.
 */
export const sameOrigin = ({ hasSideEffects = false }: Unrouted): Middleware => ({
  before: ({ event }) => {
    const { method } = event.requestContext.http;
    if (!hasSideEffects && ['GET', 'HEAD', 'OPTIONS'].includes(method)) return;
    if (isForeign(event, settings().CORS_ORIGINS)) throw crossSite();
  },
});
