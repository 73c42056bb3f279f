import { createHash } from 'node:crypto';
import { type AppError, errorsOf } from './errors.ts';

/** The strong entity tag (RFC 9110, 8.8.3) of what an answer says: another as soon as anything in it is another. */
export const etagOf = (representation: unknown): string =>
  `"${createHash('sha256').update(JSON.stringify(representation)).digest('base64url').slice(0, 22)}"`;

/** Whether a list of entity tags, as `If-Match` and `If-None-Match` carry it, names this one; `*` names any. */
export const namesTag = (header: string, etag: string): boolean =>
  header
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag === etag);

/** Whether a caller's `If-None-Match` names this tag: it has the representation already (RFC 9110, 13.1.2). */
export const isKnownTo = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined && namesTag(ifNoneMatch.replaceAll('W/', ''), etag);

export const etagChanged = (): AppError =>
  errorsOf<'etag.changed'>().error(
    'precondition',
    'etag.changed',
    'It has changed since you read it; read it again, then decide.',
  );

/**
 * Holds what is there against the caller's `If-Match` (RFC 9110, 13.1.1); without one anything goes.
 * @throws AppError 412 when it is no longer what the caller has seen.
 */
export const assertMatch = (ifMatch: string | undefined, representation: unknown): void => {
  if (ifMatch === undefined || namesTag(ifMatch, etagOf(representation))) return;
  throw etagChanged();
};
