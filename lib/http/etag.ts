import { etagOf, isKnownTo } from '#lib/core/etag';
import { type EndpointResponse, respond } from './response.ts';

/** An answer with its `ETag`. */
export const tagged = <T>(status: number, body: T, headers: Record<string, string> = {}): EndpointResponse<T> =>
  respond(status, body, { headers: { ...headers, ETag: etagOf(body) } });

/** 200 with its `ETag`, or 304 when the caller's `If-None-Match` shows that it has this already (RFC 9110, 13.1.2). */
export const taggedUnlessKnown = <T>(
  { 'if-none-match': known }: Readonly<Record<string, string | undefined>>,
  body: T,
): EndpointResponse<T | undefined> => {
  const ETag = etagOf(body);
  return isKnownTo(known, ETag)
    ? respond<T | undefined>(304, undefined, { headers: { ETag } })
    : respond<T | undefined>(200, body, { headers: { ETag } });
};
