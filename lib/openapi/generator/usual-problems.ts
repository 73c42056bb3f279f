import * as z from 'zod';
import { tooManyTries } from '#lib/auth/errors';
import { type AppError, invalid, unavailable } from '#lib/core/errors';
import { etagChanged } from '#lib/core/etag';
import { bodyNotJson, bodyTooLarge, crossSite, routeUnknown, tokenMissing } from '#lib/http/errors';
import { keyReused, stillRunning } from '#lib/idempotency/errors';

/** A problem answer (RFC 9457). */
export const Problem = z
  .looseObject({
    type: z
      .string()
      .meta({ description: 'A URN that names the kind of problem', examples: ['urn:muster:problem:pool.unknown'] }),
    title: z.string().meta({ description: 'The words of the status', examples: ['Not Found'] }),
    status: z
      .int()
      .min(400)
      .max(599)
      .meta({ description: 'The HTTP status again', examples: [404] }),
    detail: z.string().meta({ description: 'What happened, in a sentence', examples: ['There is no pool rack-1.'] }),
    code: z
      .string()
      .optional()
      .meta({ description: 'What to branch on; it never changes', examples: ['pool.unknown'] }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Every fault of bad input at once: where it is, and what is wrong with it' }),
  })
  .meta({
    id: 'Problem',
    description: 'What went wrong, as RFC 9457 writes it. Some problems have members of their own.',
  });

/** What each status means here, and a fault that causes it. */
export const USUAL: Readonly<Record<number, { name: string; means: string; fault: AppError }>> = {
  400: {
    name: 'BadRequest',
    means: 'The path, the query or the body is not what is taken here. `errors` names every fault at once.',
    fault: invalid([
      { path: 'limit', message: 'must be at most 1,000' },
      { path: 'colour', message: 'is not a known field' },
    ]),
  },
  401: {
    name: 'Unauthenticated',
    means: 'No token was shown, or one that is dead.',
    fault: tokenMissing(),
  },
  403: {
    name: 'Forbidden',
    means: 'A page of another site may not make this call, or a login lacks its cookie and header.',
    fault: crossSite(),
  },
  404: {
    name: 'NotFound',
    means: 'There is no such thing.',
    fault: routeUnknown('/nowhere'),
  },
  409: {
    name: 'Conflict',
    means: 'The state of the thing does not allow it. Nothing has changed.',
    fault: stillRunning(),
  },
  412: {
    name: 'PreconditionFailed',
    means: 'The thing is not what `If-Match` says.',
    fault: etagChanged(),
  },
  413: {
    name: 'TooLarge',
    means: 'The body is over 1 MiB.',
    fault: bodyTooLarge(1048577),
  },
  415: {
    name: 'UnsupportedMediaType',
    means: 'The body names another content type than is read here, or a `Content-Encoding`.',
    fault: bodyNotJson('text/plain'),
  },
  422: {
    name: 'Unprocessable',
    means: 'The request is well formed, but cannot be done: its `Idempotency-Key` stands for another request.',
    fault: keyReused(),
  },
  429: {
    name: 'TooMany',
    means: 'Too many tries; `Retry-After` says in how many seconds to come back.',
    fault: tooManyTries(640),
  },
  503: {
    name: 'Unavailable',
    means: 'Nothing is wrong with the call; try again after `Retry-After` seconds.',
    fault: unavailable('database.busy', 'The database did not take the request in time; try again shortly.'),
  },
};
