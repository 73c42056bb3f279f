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

const { error } = errorsOf<'etag.changed' | 'etag.nothing-there' | 'etag.there-already'>();

export const etagChanged = (): AppError =>
  error('precondition', 'etag.changed', 'It has changed since you read it; read it again, then decide.');

/** For an `If-Match` where there is nothing: not even `*` matches that. */
export const nothingThere = (): AppError =>
  error('precondition', 'etag.nothing-there', 'It does not exist, and If-Match asks for one that does.');

/** For an `If-None-Match` that names what is there. */
export const thereAlready = (): AppError =>
  error('precondition', 'etag.there-already', 'It exists, and If-None-Match asks for one that does not.');

/**
 * Holds what is there against the caller's `If-Match` (RFC 9110, 13.1.1); without one anything goes.
 * @throws AppError 412 when it is no longer what the caller has seen.
 */
export const assertMatch = (ifMatch: string | undefined, representation: unknown): void => {
  if (ifMatch !== undefined && !namesTag(ifMatch, etagOf(representation))) throw etagChanged();
};

/** What a caller makes a change depend on (RFC 9110, 13.1). */
export interface Preconditions {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
}

/** The preconditions in the headers of a request. */
export const preconditionsIn = (headers: Readonly<Record<string, string | undefined>>): Preconditions => ({
  ifMatch: headers['if-match'],
  ifNoneMatch: headers['if-none-match'],
});

/** Whether a change depends on anything. */
export const hasAny = ({ ifMatch, ifNoneMatch }: Preconditions): boolean =>
  ifMatch !== undefined || ifNoneMatch !== undefined;

/**
 * Holds what is there, or undefined where there is nothing, against what the caller asks of it before it is created or
 * replaced. @throws AppError 412.
 */
export const assertPreconditions = ({ ifMatch, ifNoneMatch }: Preconditions, representation: unknown): void => {
  if (representation === undefined) {
    if (ifMatch !== undefined) throw nothingThere();
    return;
  }
  assertMatch(ifMatch, representation);
  if (isKnownTo(ifNoneMatch, etagOf(representation))) throw thereAlready();
};
