import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { invalid } from '#lib/core/errors';
import type { Endpoint } from './endpoint.ts';
import { bodyEncoded, bodyMalformed, bodyMissing, bodyNotExpected, bodyNotJson, bodyTooLarge } from './errors.ts';

const ONE_MIB = 1024 * 1024;
const JSON_TYPE = /^application\/([^;\s]+\+)?json\s*(;|$)/i;

/** As much of an event as its body is read from. */
type Sent = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers' | 'queryStringParameters'>;

/** @throws AppError 413 over 1 MiB; 415 for a body that is encoded, or names a content type other than JSON. */
const assertReadable = (body: string, isBase64: boolean, headers: Sent['headers']): void => {
  const bytes = Buffer.byteLength(body, isBase64 ? 'base64' : 'utf8');
  if (bytes > ONE_MIB) throw bodyTooLarge(bytes);
  const { 'content-type': type, 'content-encoding': encoding } = headers;
  if (encoding && encoding.trim().toLowerCase() !== 'identity') throw bodyEncoded(encoding);
  if (type && !JSON_TYPE.test(type)) throw bodyNotJson(type);
};

/** Bytes that are no UTF-8 are refused: a lenient decoder would put `�` in their place, which would then be stored. */
const textOf = (body: string, isBase64: boolean): string => {
  if (!isBase64) return body;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(body, 'base64'));
  } catch {
    throw bodyMalformed('The body is not UTF-8');
  }
};

/** The content type has been judged: a body that names none is JSON as well. Middy's types have forgotten the option. */
const parser = httpJsonBodyParser({ disableContentTypeCheck: true } as object);
type ParserRequest = Parameters<NonNullable<typeof parser.before>>[0];

const jsonOf = async (text: string): Promise<unknown> => {
  const event: { headers: object; body: unknown } = { headers: {}, body: text };
  try {
    await parser.before?.({ event } as unknown as ParserRequest);
    return event.body;
  } catch {
    throw bodyMalformed('The body is not well-formed JSON');
  }
};

/** What is sent where a call has no body: nothing, or an object without fields, which some clients always send. */
const assertNothing = (body: unknown): void => {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (!isObject) throw bodyNotExpected();
  const fields = Object.keys(body);
  if (fields.length > 0) throw invalid(fields.map((path) => ({ path, message: 'is not a known field' })));
};

/**
 * The body of a call as JSON, before it is checked against its schema; undefined where the call has none. It is read
 * from the bytes that were sent, so that `null`, `0` and `""` are bodies, and a text that has JSON in it is a text.
 * @throws AppError 400, 413 or 415.
 */
export const readBody = async (
  { method, body: schema, bodyOptional = false, noBodyWithQuery: bodyUnless }: Endpoint,
  { body, isBase64Encoded, headers, queryStringParameters }: Sent,
): Promise<unknown> => {
  const hasNone = !schema || (bodyUnless !== undefined && queryStringParameters?.[bodyUnless] !== undefined);
  if (!body) {
    if (hasNone) return undefined;
    if (bodyOptional) return {};
    throw bodyMissing();
  }
  assertReadable(body, isBase64Encoded, headers);
  // The body of a GET means nothing (RFC 9110, 9.3.1), unless its endpoint gives it a meaning.
  if (hasNone && method === 'GET') return undefined;
  const read = await jsonOf(textOf(body, isBase64Encoded));
  if (!hasNone) return read;
  assertNothing(read);
  return undefined;
};
