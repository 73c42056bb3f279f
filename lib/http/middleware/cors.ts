import httpCors from '@middy/http-cors';
import { settings } from '#lib/core/settings';
import type { Middleware } from './types.ts';

/** Nothing is said to other origins unless `CORS_ORIGINS` names some. */
export const cors = (origins = settings().CORS_ORIGINS): Middleware[] => {
  if (origins.length === 0) return [];
  const middleware = httpCors({
    origins,
    headers: 'Authorization, Content-Type, Idempotency-Key, If-Match, X-CSRF-Token',
    methods: 'GET, POST, PUT, PATCH, DELETE',
    exposeHeaders: 'ETag, Idempotency-Replayed, Link, Location, Retry-After, X-Request-Id',
    maxAge: 600,
    disableBeforePreflightResponse: true,
  });
  return [middleware as unknown as Middleware];
};
