import { etagOf, namesTag } from '#lib/core/etag';
import { type Answer, answer } from './answer.ts';

/** An answer with its `ETag`. */
export const tagged = <T>(status: number, body: T, headers: Record<string, string> = {}): Answer<T> =>
  answer(status, body, { headers: { ...headers, ETag: etagOf(body) } });

/** 200 with its `ETag`, or 304 when the caller's `If-None-Match` shows that it has this already (RFC 9110, 13.1.2). */
export const taggedUnlessKnown = <T>(
  { 'if-none-match': known }: Readonly<Record<string, string | undefined>>,
  body: T,
): Answer<T | undefined> => {
  const ETag = etagOf(body);
  return known !== undefined && namesTag(known.replaceAll('W/', ''), ETag)
    ? answer<T | undefined>(304, undefined, { headers: { ETag } })
    : answer<T | undefined>(200, body, { headers: { ETag } });
};
