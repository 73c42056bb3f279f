import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { isKnownTo } from '#lib/core/etag';
import { type EndpointResponse, respond } from './response.ts';

/** Something to download: its bytes, once for each way to send them. */
export interface StaticFile {
  bytes: Uint8Array;
  media: string;
  etag: string;
  /** Headers of its own, such as a page's policy. */
  headers: Readonly<Record<string, string>>;
  encoded: Map<string, Uint8Array>;
}

/** Makes a file of bytes or text. `media` with its charset: `text/css; charset=utf-8`. */
export const staticFile = (
  bytes: Uint8Array | string,
  media: string,
  headers: Record<string, string> = {},
): StaticFile => ({
  bytes: Buffer.from(bytes),
  media,
  etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`,
  headers,
  encoded: new Map(),
});

/** The last steps of Brotli cost seconds for a percent; a function has not that much time. */
const BROTLI_QUALITY = 9;

const ENCODERS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  br: (bytes) =>
    brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
};

/** The best encoding that an `Accept-Encoding` takes (RFC 9110, 12.5.3), or undefined for the bytes as they are. */
export const encodingFor = (accepted = ''): string | undefined => {
  const taken = accepted
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim().split(/\s*;\s*q=\s*/))
    .filter(([, weight = '1']) => Number(weight) > 0)
    .map(([name]) => name);
  return Object.keys(ENCODERS).find((encoding) => taken.includes(encoding));
};

const encode = ({ bytes, encoded }: StaticFile, encoding: string): Uint8Array => {
  const known = encoded.get(encoding);
  if (known) return known;
  const made = ENCODERS[encoding]?.(bytes) ?? bytes;
  encoded.set(encoding, made);
  return made;
};

/** Compressed bytes are other bytes, so their tag is another too (RFC 9110, 8.8.3.3). */
const tagOf = ({ etag }: StaticFile, encoding: string | undefined): string =>
  encoding ? etag.replace(/"$/, `-${encoding}"`) : etag;

const A_YEAR_SECONDS = 31_536_000;

/** What may be kept for a year has its content in its name: not even a reload asks again (RFC 8246). */
const cacheControl = (maxAgeSeconds: number): string => {
  if (maxAgeSeconds === 0) return 'no-cache';
  return `public, max-age=${maxAgeSeconds}${maxAgeSeconds >= A_YEAR_SECONDS ? ', immutable' : ''}`;
};

/**
 * A file as an answer: compressed as the caller takes it (once per process), 304 when the caller has it already.
 * @param maxAgeSeconds for how long it may be used without asking again
 */
export const fileResponse = (
  headers: Readonly<Record<string, string | undefined>>,
  given: StaticFile,
  { maxAgeSeconds = 0 } = {},
): EndpointResponse<Uint8Array> | EndpointResponse<undefined> => {
  const encoding = encodingFor(headers['accept-encoding']);
  const ETag = tagOf(given, encoding);
  const always = {
    ...given.headers,
    ETag,
    Vary: 'Accept-Encoding',
    'Cache-Control': cacheControl(maxAgeSeconds),
  };
  if (isKnownTo(headers['if-none-match'], ETag)) return respond(304, undefined, { headers: always });
  return respond(200, encoding ? encode(given, encoding) : given.bytes, {
    headers: { ...always, 'Content-Type': given.media, ...(encoding && { 'Content-Encoding': encoding }) },
  });
};
