import { etagOf, isKnownTo } from '#lib/core/etag';
import { listIn } from './csv-list.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpResponse } from './response.ts';

/** As much of Middy's request as is needed here. */
interface Request {
  event: { headers: Readonly<Record<string, string | undefined>> };
  response: HttpResponse | null;
}

/** Smaller answers fit into one packet as they are. */
const COMPRESSED_FROM = 1024;

/** Whether an `Accept-Encoding` names gzip, and not to refuse it (RFC 9110, 12.5.3). */
const takesGzip = (accepted = ''): boolean => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(accepted);

const addVary = (headers: Record<string, string>, name: string): void => {
  headers.Vary = headers.Vary ? `${headers.Vary}, ${name}` : name;
};

/**
 * A middleware: whoever asks for the same list again and again is not sent what they have. A list has a weak `ETag`
 * (RFC 9110, 8.8.3) and is 304 where `If-None-Match` names it; a long one is compressed for those that take it.
 */
export const leanLists = (endpoint: Endpoint) => {
  const list = listIn(endpoint);
  return {
    after: ({ event: { headers: asked }, response }: Request): void => {
      if (!list || response?.statusCode !== 200 || response.body === undefined) return;
      const { headers, body } = response;
      const tag = etagOf(body);
      headers.ETag = `W/${tag}`;
      if (isKnownTo(asked['if-none-match'], tag)) {
        response.statusCode = 304;
        delete headers['Content-Type'];
        delete response.body;
        return;
      }
      addVary(headers, 'Accept-Encoding');
      if (body.length < COMPRESSED_FROM || !takesGzip(asked['accept-encoding'])) return;
      headers['Content-Encoding'] = 'gzip';
      // Loaded with the first long list: other calls do without.
      response.body = process.getBuiltinModule('node:zlib').gzipSync(body).toString('base64');
      response.isBase64Encoded = true;
    },
  };
};
