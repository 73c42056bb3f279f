import type * as z from 'zod';
import type { User } from '#lib/auth/model';
import type { FieldError } from '#lib/core/errors';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A route as API Gateway writes it: `PUT /api/pools/{id}/allocate`. */
export type Route = `${Method} /${string}`;

/**
 * Who may call: `open` anyone; `token` whoever shows a token where `AUTH=token`; `device` the same, and whoever knows the
 * enroll secret where one is set; `enroll` whoever knows the enroll secret where one is set, or shows a token; `user`
 * always and only a user with a token.
 */
export type Access = 'open' | 'token' | 'device' | 'enroll' | 'user';

/** The statuses of problem answers that an endpoint itself gives; 401, 413, 415 and the like come from all of them. */
export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 412 | 422 | 429 | 503;

export type Shape = z.ZodObject;

/** What each success status answers: a schema, or null for no body. */
export type Answers = Readonly<Record<number, z.ZodType | null>>;

/** What a call creates: where it is from then on, and where its path parameters come from (OpenAPI runtime expressions). */
export interface Creation {
  at: `/${string}`;
  by: Readonly<Record<string, string>>;
}

/** A request header that an endpoint reads where it is sent, for the document. */
export interface HeaderSpec {
  description: string;
}

const WHILE_SAME = 'An ETag: only if it is still what that stood for';

/** Of a thing that has an `ETag`. */
export const IF_MATCH: Readonly<Record<string, HeaderSpec>> = { 'If-Match': { description: WHILE_SAME } };

/** Of a thing that has an `ETag`, and that a PUT creates or replaces. */
export const PRECONDITION_HEADERS: Readonly<Record<string, HeaderSpec>> = {
  'If-Match': { description: `${WHILE_SAME}; \`*\`: only if there is one` },
  'If-None-Match': { description: '`*`: only if there is none' },
};

export interface EndpointSpec<
  P extends Shape,
  Q extends Shape,
  B extends z.ZodType,
  A extends Answers,
  X extends Access,
> {
  /** The operation's name, which is also its function's in `serverless.yml`: `allocateResource`. */
  name: string;
  area: string;
  /** One line, for lists. */
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  /** Makes the request body. An endpoint without one ignores what is sent. */
  body?: B;
  /** The media type of the body, where it is not JSON: it is then a text. */
  bodyType?: 'text/csv';
  /** No body is taken for `{}`. */
  bodyOptional?: boolean;
  /** With this query parameter the call has no body; what is sent is ignored, and the handler gets undefined. */
  noBodyWithQuery?: keyof z.output<Q> & string;
  answers: A;
  problems?: readonly ProblemStatus[];
  access?: X;
  /** Faults of the body, as it was sent, that show only in the light of who sends it. */
  refineForUser?: (user: User, body: unknown) => FieldError[];
  /** Where a browser is sent that opens this address, instead of being shown JSON. */
  page?: string;
  /** A GET that changes something all the same: pages of other sites may not make it. */
  hasSideEffects?: boolean;
  /** Errors in words of its own instead of problem answers: what the body is for a status. */
  errorBodies?: Readonly<Partial<Record<number, unknown>>>;
  /** Whether a success answer is a failure of ours all the same, after which nothing was done. */
  isFailure?: (body: unknown) => boolean;
  /** Its answer has a secret in it, and is never kept to be given again under an `Idempotency-Key`. */
  answersSecret?: boolean;
  /** Request headers that it reads beside `Authorization`, by name. */
  headers?: Readonly<Record<string, HeaderSpec>>;
  /** What it creates, for links in the document to what can be done with that. */
  creates?: Creation;
  /** Headers of its success answers beside those that are everywhere: `Location`, `ETag`. */
  answerHeaders?: readonly string[];
  /** Examples where those made from the schemas would not do: of the body, or of the answer by its status. */
  examples?: Readonly<{ body?: unknown } & Partial<Record<number, unknown>>>;
}

export interface Endpoint<
  P extends Shape = Shape,
  Q extends Shape = Shape,
  B extends z.ZodType = z.ZodType,
  A extends Answers = Answers,
  X extends Access = Access,
> extends EndpointSpec<P, Q, B, A, X> {
  route: Route;
  method: Method;
  path: string;
  access: X;
}

/**
 * Says an endpoint once, as data: the handler's types, the validation, the OpenAPI operation and the test that holds
 * `serverless.yml` against the code all come from here.
 */
export const endpoint = <
  P extends Shape = z.ZodObject<Record<never, never>>,
  Q extends Shape = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodUndefined,
  const A extends Answers = Answers,
  const R extends Route = Route,
  const X extends Access = 'token',
>(
  route: R,
  said: EndpointSpec<P, Q, B, A, X>,
): Endpoint<P, Q, B, A, X> & { route: R } => {
  const [method, path] = route.split(' ') as [Method, string];
  return { access: 'token' as X, ...said, route, method, path };
};
