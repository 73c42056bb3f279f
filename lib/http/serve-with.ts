import middy from '@middy/core';
import httpEventNormalizer from '@middy/http-event-normalizer';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import { type Actor, actingAs } from '#lib/core/actor';
import { metered } from '#lib/core/metrics';
import { bounded } from './answer-size.ts';
import type { User } from './authentication.ts';
import { csvLists } from './csv-list.ts';
import type { Endpoint } from './endpoint.ts';
import { callTimedOut } from './errors.ts';
import { leanLists } from './lean-list.ts';
import { cors } from './middleware/cors.ts';
import { errorResponse } from './middleware/error-response.ts';
import { jsonBody } from './middleware/json-body.ts';
import { plainPath } from './middleware/plain-path.ts';
import { redirectToPage } from './middleware/redirect-to-page.ts';
import { requestId } from './middleware/request-id.ts';
import { safeHead } from './middleware/safe-head.ts';
import { sameOrigin } from './middleware/same-origin.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import type { Invocation, Middleware, Unrouted } from './middleware/types.ts';
import { linked, type PageOf } from './paging.ts';
import { readQuery } from './query.ts';
import { type EndpointResponse, type HttpResponse, httpResponseOf } from './response.ts';
import { type FaultFinder, inputValidator } from './validate.ts';

/** What a handler gets: everything checked, in its types. */
export interface Call<E extends Endpoint> {
  params: z.output<NonNullable<E['params']>>;
  query: z.output<NonNullable<E['query']>>;
  body: z.output<NonNullable<E['body']>>;
  /** Whose token came with the request; always there where the endpoint's access is `user`. */
  user: E['access'] extends 'user' ? User : User | undefined;
  /** Header names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  event: APIGatewayProxyEventV2;
}

type Bodies<E extends Endpoint> = {
  [S in keyof E['answers']]: E['answers'][S] extends z.ZodType ? z.input<E['answers'][S]> : undefined;
}[keyof E['answers']];
/** A page, where the answer is a list: `next_cursor` and `Link` are added to it. */
type Given<E extends Endpoint> = Bodies<E> | PageOf<Bodies<E>> | EndpointResponse<Bodies<E>>;
/** Where an endpoint answers without a body, a handler may just end. */
type Ended<E extends Endpoint> = undefined extends Bodies<E> ? Promise<void> : never;
export type Handle<E extends Endpoint> = (call: Call<E>) => Given<E> | Promise<Given<E>> | Ended<E>;

/** How long before Lambda would end a call it is answered: time for metrics, the log, and the way back. */
const EARLY_MS = 200;

const timeoutEarlyResponse = (): never => {
  throw callTimedOut();
};

/** What every answer goes through, whether a route fits or not; the first is the outermost. */
const outer = (endpoint: Unrouted): Middleware[] => [
  requestId(),
  plainPath(),
  securityHeaders(),
  ...cors(),
  errorResponse(endpoint),
  httpHeaderNormalizer() as unknown as Middleware,
  httpEventNormalizer() as unknown as Middleware,
  sameOrigin(endpoint),
];

/** What a call of an endpoint goes through as well. */
const inner = (endpoint: Endpoint, identify: readonly Middleware[]): Middleware[] => [
  safeHead(endpoint),
  redirectToPage(endpoint),
  leanLists(endpoint) as Middleware,
  csvLists(endpoint) as Middleware,
  ...identify,
  jsonBody(endpoint),
];

const through = (middlewares: readonly Middleware[]) =>
  middy<APIGatewayProxyEventV2, HttpResponse, Error, Invocation>({
    timeoutEarlyInMillis: EARLY_MS,
    timeoutEarlyResponse,
  }).use([...middlewares]);

/** In whose name a call changes things. */
const actorOf = (user: User | undefined): Actor => (user ? { user: user.name } : { system: 'anonymous' });

export type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpResponse>;

/** What an endpoint that asks who calls brings with it, and an open one does without. */
export interface Guards {
  identify: readonly Middleware[];
  /** Finds further faults of a body that has some. */
  findMore?: FaultFinder | undefined;
  respond(
    endpoint: Endpoint,
    event: APIGatewayProxyEventV2,
    user: User | undefined,
    work: () => Promise<HttpResponse>,
  ): Promise<HttpResponse>;
}

/** The Lambda handler of an endpoint, with the guards that it has. */
export const serveWith = <E extends Endpoint>(
  endpoint: E,
  handle: Handle<E>,
  { identify, respond, findMore }: Guards,
): Handler => {
  const readInput = inputValidator(endpoint, findMore);
  const handler = through([...outer(endpoint), ...inner(endpoint, identify)]).handler(
    async (event, { caller, read }) => {
      const user = caller?.user;
      const { values: query, faults } = readQuery(event.rawQueryString);
      const input = await readInput({ params: event.pathParameters ?? {}, query, body: read, user, faults });
      const call = { ...input, user, headers: event.headers, event } as unknown as Call<E>;
      const work = async () =>
        bounded(httpResponseOf(endpoint, linked(endpoint, event, call.query, await handle(call))));
      return actingAs(actorOf(user), () => respond(endpoint, event, user, work));
    },
  );
  return metered<Parameters<Handler>, HttpResponse>(handler);
};

/** The handler of whatever no route names: the same outer layers, and a reply passed on as it is. */
export const serveUnrouted = (handle: (event: APIGatewayProxyEventV2) => Promise<HttpResponse>): Handler =>
  metered<Parameters<Handler>, HttpResponse>(through(outer({})).handler((event) => handle(event)));
