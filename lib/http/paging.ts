import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { type EndpointResponse, respond } from './response.ts';

/** The most entries that one page has, and what it has when nothing is asked. */
export const MAX_PAGE_SIZE = 1000;

/** `?limit=` and `?cursor=` of every list. */
export const PageQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_PAGE_SIZE)
    .optional()
    .meta({ description: 'Most entries of a page', example: 100 }),
  cursor: z.string().min(1).max(2048).optional().meta({ description: 'next_cursor of the page before' }),
});
export type PageQuery = z.output<typeof PageQuery>;

const NextCursor = z.string().meta({ description: 'There is another page: ask for it with this as `cursor`.' });

/** As much of a request as leads to its next page. */
type Listed = Pick<APIGatewayProxyEventV2, 'routeKey' | 'pathParameters'>;

/** The body of a list: `{ "items": [...], "next_cursor"?: "..." }`, or another name for the items. */
export const listOf = <K extends string, T extends z.ZodType>(name: K, entry: T) =>
  z.object({ [name]: z.array(entry), next_cursor: NextCursor.optional() } as Record<K, z.ZodArray<T>> & {
    next_cursor: z.ZodOptional<z.ZodString>;
  });

/** The address that was called: the route's pattern with the parameters in it, encoded. */
const addressOf = ({ routeKey, pathParameters = {} }: Listed): string =>
  routeKey
    .replace(/^\w+ /, '')
    .replace(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(pathParameters[name] ?? ''));

/** The address of the same list's next page: the request's own query with the cursor put in. */
const nextAddress = (path: string, query: Record<string, unknown>, cursor: string): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, cursor }))
    if (value !== undefined) parameters.set(name, String(value));
  return `${path}?${parameters}`;
};

/** The `Link` header (RFC 8288) that leads to the next page; nothing after the last. */
export const nextLink = (
  event: Listed,
  query: Record<string, unknown>,
  cursor: string | undefined,
): Record<string, string> =>
  cursor === undefined ? {} : { Link: `<${nextAddress(addressOf(event), query, cursor)}>; rel="next"` };

/** A page as an answer: its body, `next_cursor` where another follows, and the same as a `Link` header. */
export const pageResponse = <B extends object>(
  event: Listed,
  query: Record<string, unknown>,
  body: B,
  cursor: string | undefined,
): EndpointResponse<B & { next_cursor?: string }> =>
  respond(200, cursor === undefined ? body : { ...body, next_cursor: cursor }, {
    headers: nextLink(event, query, cursor),
  });
