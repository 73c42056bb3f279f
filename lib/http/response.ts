import type * as z from 'zod';
import type { Endpoint } from './endpoint.ts';

/** What a function hands to API Gateway (payload format 2.0). */
export interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  cookies?: string[] | undefined;
  body?: string | undefined;
  isBase64Encoded?: boolean | undefined;
}

/** An answer with more to say than a body: another success status, headers, cookies. */
export class EndpointResponse<T = unknown> {
  readonly status: number;
  readonly body: T;
  readonly headers: Record<string, string>;
  readonly cookies: string[];

  constructor(
    status: number,
    body: T,
    { headers = {}, cookies = [] }: { headers?: Record<string, string>; cookies?: string[] } = {},
  ) {
    this.status = status;
    this.body = body;
    this.headers = headers;
    this.cookies = cookies;
  }
}

/** `answer(201, pool, { headers: { Location: '/api/pools/a' } })` */
export const respond = <T>(
  status: number,
  body: T,
  more?: { headers?: Record<string, string>; cookies?: string[] },
): EndpointResponse<T> => new EndpointResponse(status, body, more);

/** The status of a plain answer: the endpoint's first success. */
const usualStatus = ({ answers }: Endpoint): number => Number(Object.keys(answers)[0] ?? 200);

/** What a body may be: `.meta({ media })` of its schema, one or a list whose first is the usual one; else JSON. */
export const mediaTypesOf = (schema: z.ZodType): string[] =>
  [(schema.meta()?.media as string | string[] | undefined) ?? 'application/json'].flat();

/**
 * Writes what a handler gave as a reply. The body passes through the schema of its status, so that what is answered is
 * what the document says, and attributes of the table that are nobody's business stay behind.
 */
export const httpResponseOf = (endpoint: Endpoint, given: unknown): HttpResponse => {
  const { status, body, headers, cookies } =
    given instanceof EndpointResponse ? given : respond(usualStatus(endpoint), given);
  const schema = endpoint.answers[status];
  if (schema === undefined) throw new Error(`${endpoint.route} does not say that it answers ${status}`);
  const extra = { ...(cookies.length > 0 && { cookies }) };
  if (schema === null) return { statusCode: status, headers, ...extra };
  const [media = ''] = mediaTypesOf(schema);
  const shaped = schema.parse(body);
  const contentType = { 'Content-Type': media };
  if (shaped instanceof Uint8Array)
    return {
      statusCode: status,
      headers: { ...contentType, ...headers },
      body: Buffer.from(shaped).toString('base64'),
      isBase64Encoded: true,
      ...extra,
    };
  const text = /[/+]json$/.test(media) ? JSON.stringify(shaped) : String(shaped);
  return { statusCode: status, headers: { ...contentType, ...headers }, body: text, ...extra };
};
