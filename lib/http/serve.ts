import middy, { type MiddlewareObj } from '@middy/core';
import httpCors from '@middy/http-cors';
import httpEventNormalizer from '@middy/http-event-normalizer';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpSecurityHeaders from '@middy/http-security-headers';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import { type Actor, actingAs } from '#lib/core/actor';
import { AppError, unavailable } from '#lib/core/errors';
import { log } from '#lib/core/log';
import { metered } from '#lib/core/metrics';
import { settings } from '#lib/core/settings';
import { bounded } from './answer-size.ts';
import { authenticate, type Caller, type ResolveSecret, type User } from './authentication.ts';
import { readBody } from './body.ts';
import { prefersHtml } from './content-negotiation.ts';
import { csvLists } from './csv-list.ts';
import type { Endpoint } from './endpoint.ts';
import { fromGateway } from './gateway-path.ts';
import { respondOnce } from './idempotency.ts';
import { defect, problemResponse } from './problem.ts';
import { readQuery } from './query.ts';
import { type EndpointResponse, type HttpResponse, httpResponseOf } from './response.ts';
import { allowedMethods, takesHead } from './routes.ts';
import { crossSite, isForeign } from './same-origin.ts';
import { inputValidator } from './validate.ts';

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
type Given<E extends Endpoint> = Bodies<E> | EndpointResponse<Bodies<E>>;
/** Where an endpoint answers without a body, a handler may just end. */
type Ended<E extends Endpoint> = undefined extends Bodies<E> ? Promise<void> : never;
type Handle<E extends Endpoint> = (call: Call<E>) => Given<E> | Promise<Given<E>> | Ended<E>;

/** The context of one invocation, in which the layers hand on who calls, and the body that was read. */
type Invocation = Context & { caller?: Caller; read?: unknown };

type Middleware = MiddlewareObj<APIGatewayProxyEventV2, HttpResponse, Error, Invocation>;

/** The request id stands in every answer and in every line of the log that the call writes. */
const requestId = (): Middleware => ({
  before: ({ event, context }) => {
    log.resetKeys();
    log.appendKeys({ requestId: context.awsRequestId, route: event.routeKey });
  },
  after: ({ response, context }) => {
    if (response) response.headers['X-Request-Id'] = context.awsRequestId;
  },
});

/** Paths and their parameters are read as they were meant, from here on. */
const plainPath = (): Middleware => ({
  before: ({ event }) => {
    Object.assign(event, fromGateway(event));
  },
});

/** Turns whatever was thrown into an answer; only an AppError may say what it was. */
const problems = ({ errorBodies: words }: Unserved): Middleware => ({
  onError: (request) => {
    const { error, context } = request;
    if (!(error instanceof AppError)) log.error('Unexpected error', { error });
    const reply = error instanceof AppError ? problemResponse(error, words) : defect(context.awsRequestId);
    reply.headers['X-Request-Id'] = context.awsRequestId;
    request.response = reply;
  },
});

/**
 * A page of somebody else's must not act through an operator's browser. CORS stops it from reading answers, this stops
 * it from causing them: simple requests are sent without asking first.
 */
const sameSite = ({ hasSideEffects: changes = false }: Unserved): Middleware => ({
  before: ({ event }) => {
    const { method } = event.requestContext.http;
    if (!changes && ['GET', 'HEAD', 'OPTIONS'].includes(method)) return;
    if (isForeign(event, settings().CORS_ORIGINS)) throw crossSite();
  },
});

/** A person who opens an address that has a page is sent there, before a token is asked for. */
const page = ({ page: Location }: Endpoint): Middleware => ({
  before: ({ event }): HttpResponse | undefined => {
    if (Location === undefined || event.rawQueryString || event.body || !prefersHtml(event.headers.accept))
      return undefined;
    return { statusCode: 302, headers: { Location, Vary: 'Accept' } };
  },
});

const authentication = (endpoint: Endpoint, reveal: ResolveSecret | undefined): Middleware => ({
  before: async ({ event, context }) => {
    context.caller = await authenticate(endpoint, event, reveal);
  },
  // Beside the handler's own work, and before Lambda freezes the process.
  after: ({ context }) => context.caller?.noted,
  onError: ({ context }) => context.caller?.noted,
});

/** HEAD is GET without the body, and so is not for a GET that changes something: HEAD never does (RFC 9110, 9.2.1). */
const safeHead = (endpoint: Endpoint): Middleware => ({
  before: ({ event }) => {
    if (event.requestContext.http.method !== 'HEAD' || takesHead(endpoint)) return;
    const Allow = allowedMethods([endpoint]);
    throw new AppError('method-not-allowed', 'method.unknown', `${event.rawPath} takes ${Allow}.`, {
      headers: { Allow },
    });
  },
});

const jsonBody = (endpoint: Endpoint): Middleware => ({
  before: ({ event, context }) => {
    context.read = readBody(endpoint, event);
  },
});

/** Nothing is said to other origins unless `CORS_ORIGINS` names some. */
const cors = (origins = settings().CORS_ORIGINS): Middleware[] => {
  if (origins.length === 0) return [];
  const layer = httpCors({
    origins,
    headers: 'Authorization, Content-Type, Idempotency-Key, If-Match, X-CSRF-Token',
    methods: 'GET, POST, PUT, PATCH, DELETE',
    exposeHeaders: 'ETag, Idempotency-Replayed, Link, Location, Retry-After, X-Request-Id',
    maxAge: 600,
    disableBeforePreflightResponse: true,
  });
  return [layer as unknown as Middleware];
};

/** Headers that are empty, given up (`X-XSS-Protection`), or full of features that browsers warn they do not know. */
const NOT_SENT = {
  poweredBy: false,
  reportTo: false,
  reportingEndpoints: false,
  permissionsPolicy: false,
  xssProtection: false,
};

const strictest = httpSecurityHeaders(NOT_SENT as object) as unknown as Required<Middleware>;

/** Every answer is sent with the strictest policy there is, but for the headers that it brings itself: a page needs scripts. */
const securityHeaders = (): Middleware => ({
  after: async (request) => {
    const own = { ...request.response?.headers };
    await strictest.after(request);
    if (request.response) Object.assign(request.response.headers, own);
  },
  onError: strictest.onError,
});

/** How long before Lambda would end a call it is answered: time for metrics, the log, and the way back. */
const EARLY_MS = 200;

const timeoutEarlyResponse = (): never => {
  throw unavailable('call.timeout', 'The call took longer than it may; what it began is finished by the next one.');
};

type Unserved = Pick<Endpoint, 'errorBodies' | 'hasSideEffects'>;

const outside = (endpoint: Unserved) =>
  middy<APIGatewayProxyEventV2, HttpResponse, Error, Invocation>({
    timeoutEarlyInMillis: EARLY_MS,
    timeoutEarlyResponse,
  })
    .use(requestId())
    .use(plainPath())
    .use(securityHeaders())
    .use(cors())
    .use(problems(endpoint))
    .use(httpHeaderNormalizer() as unknown as Middleware)
    .use(httpEventNormalizer() as unknown as Middleware)
    .use(sameSite(endpoint));

/** In whose name a call changes things. */
const actorOf = (user: User | undefined): Actor => (user ? { user: user.name } : { system: 'anonymous' });

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpResponse>;

/**
 * The Lambda handler of an endpoint. `handle` is a sentence: checked input in, an answer out.
 * A plain value is answered with the endpoint's first status, `answer(...)` with its own. `reveal` is how secrets are
 * read, where the endpoint lets somebody in by one.
 */
export const serve = <E extends Endpoint>(
  endpoint: E,
  handle: Handle<E>,
  { reveal }: { reveal?: ResolveSecret } = {},
): Handler => {
  const readInput = inputValidator(endpoint);
  const handler = outside(endpoint)
    .use(safeHead(endpoint))
    .use(page(endpoint))
    .use(csvLists(endpoint) as Middleware)
    .use(authentication(endpoint, reveal))
    .use(jsonBody(endpoint))
    .handler(async (event, { caller, read }) => {
      const user = caller?.user;
      const { values: query, faults } = readQuery(event.rawQueryString);
      const input = readInput({ params: event.pathParameters ?? {}, query, body: read, user, faults });
      const call = { ...input, user, headers: event.headers, event } as unknown as Call<E>;
      const work = async () => bounded(httpResponseOf(endpoint, await handle(call)));
      return actingAs(actorOf(user), () => respondOnce(endpoint, event, user, work));
    });
  return metered<Parameters<Handler>, HttpResponse>(handler);
};

/** The handler of whatever no route names: the same outer layers, and a reply passed on as it is. */
export const serveUnrouted = (handle: (event: APIGatewayProxyEventV2) => Promise<HttpResponse>): Handler =>
  metered<Parameters<Handler>, HttpResponse>(outside({}).handler((event) => handle(event)));
