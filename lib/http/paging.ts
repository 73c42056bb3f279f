import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { isPage, MAX_PAGE_SIZE, type Page } from '#lib/core/page';
import { listIn } from './csv-list.ts';
import type { Endpoint } from './endpoint.ts';
import { EndpointResponse, respond } from './response.ts';

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

/** The page that a handler may give where its answer is a list. */
export type PageOf<Body> = Body extends readonly (infer T)[]
  ? Page<T>
  : Body extends { next_cursor?: string | undefined }
    ? Body[Exclude<keyof Body, 'next_cursor'>] extends readonly (infer T)[]
      ? Page<T>
      : never
    : never;

/** The body of a page: its items under the name that the endpoint's list has, or bare where it has none. */
const bodyOf = (endpoint: Endpoint, { items, cursor }: Page<unknown>): unknown => {
  const list = listIn(endpoint);
  if (!list) throw new Error(`${endpoint.route} does not declare that it answers a list`);
  return list.name === undefined ? items : { [list.name]: items, next_cursor: cursor };
};

const cursorIn = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null ? (body as { next_cursor?: string }).next_cursor : undefined;

/** What a handler gave, where that is a page or has a `next_cursor`: with a `Link` to the page after it. */
export const linked = (endpoint: Endpoint, event: Listed, query: Record<string, unknown>, given: unknown): unknown => {
  if (isPage(given)) return respond(200, bodyOf(endpoint, given), { headers: nextLink(event, query, given.cursor) });
  const { status, body, headers, cookies } = given instanceof EndpointResponse ? given : respond(200, given);
  const cursor = cursorIn(body);
  if (cursor === undefined) return given;
  return respond(status, body, { headers: { ...headers, ...nextLink(event, query, cursor) }, cookies });
};
