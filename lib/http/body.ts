import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { invalid } from '#lib/core/errors';
import type { Endpoint } from './endpoint.ts';
import {
  bodyEncoded,
  bodyMalformed,
  bodyMissing,
  bodyNotCsv,
  bodyNotExpected,
  bodyNotJson,
  bodyTooLarge,
} from './errors.ts';

const ONE_MIB = 1024 * 1024;
const JSON_TYPE = /^application\/([^;\s]+\+)?json\s*(;|$)/i;

/** As much of an event as its body is read from. */
type Sent = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers' | 'queryStringParameters'>;

const CSV_TYPE = /^text\/csv\s*(;|$)/i;

/** @throws AppError 413 over 1 MiB; 415 for a body that is encoded, or names another content type than is read here. */
const assertReadable = (body: string, isBase64: boolean, headers: Sent['headers'], bodyType: Endpoint['bodyType']) => {
  const bytes = Buffer.byteLength(body, isBase64 ? 'base64' : 'utf8');
  if (bytes > ONE_MIB) throw bodyTooLarge(bytes);
  const { 'content-type': type, 'content-encoding': encoding } = headers;
  if (encoding && encoding.trim().toLowerCase() !== 'identity') throw bodyEncoded(encoding);
  const isRead = bodyType === undefined ? JSON_TYPE : CSV_TYPE;
  if (type && !isRead.test(type)) throw bodyType === undefined ? bodyNotJson(type) : bodyNotCsv(type, bodyType);
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
 * from the bytes that were sent, so that `null`, `0` and `""` are bodies, and a text that has JSON in it is a text. A body
 * of another media type is given as text.
 * @throws AppError 400, 413 or 415.
 */
export const readBody = async (
  { method, body: schema, bodyType, bodyOptional = false, noBodyWithQuery }: Endpoint,
  { body, isBase64Encoded, headers, queryStringParameters }: Sent,
): Promise<unknown> => {
  const hasNone = !schema || (noBodyWithQuery !== undefined && queryStringParameters?.[noBodyWithQuery] !== undefined);
  if (!body) {
    if (hasNone) return undefined;
    if (bodyOptional) return {};
    throw bodyMissing(bodyType);
  }
  assertReadable(body, isBase64Encoded, headers, bodyType);
  // The body of a GET means nothing (RFC 9110, 9.3.1), unless its endpoint gives it a meaning.
  if (hasNone && method === 'GET') return undefined;
  const text = textOf(body, isBase64Encoded);
  if (bodyType !== undefined) return text;
  const read = await jsonOf(text);
  if (!hasNone) return read;
  assertNothing(read);
  return undefined;
};
