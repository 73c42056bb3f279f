import type * as z from 'zod';
import type { Endpoint } from './endpoint.ts';
import { newKey, retry } from './retry.ts';

/** As much of an endpoint as the client's types are made from. */
type Known = Pick<Endpoint, 'route' | 'params' | 'query' | 'body' | 'bodyOptional' | 'answers'>;

type At<E extends Known, R extends E['route']> = Extract<E, { route: R }>;

type Input<S> = S extends z.ZodType ? z.input<S> : never;
type Fields<S> = keyof Input<NonNullable<S>> extends never ? never : Input<NonNullable<S>>;

/** A part of the input: not there, may be left out, or must be there. */
type Part<K extends string, T> = [T] extends [never]
  ? unknown
  : Record<never, never> extends T
    ? { [key in K]?: T }
    : { [key in K]: T };

/** What a call of an endpoint takes. */
export type InputOf<E extends Known> = Part<'params', Fields<E['params']>> &
  Part<'query', Fields<E['query']>> &
  Part<'body', E['body'] extends z.ZodUndefined | undefined ? never : Input<NonNullable<E['body']>>>;

/** What a call of an endpoint gives: the body of its success. */
export type OutputOf<E extends Known> = {
  [S in keyof E['answers']]: E['answers'][S] extends z.ZodType ? z.output<E['answers'][S]> : undefined;
}[keyof E['answers']];

/** An error answer: its status, and the problem (RFC 9457) or the words that came with it. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    const { detail } = (typeof body === 'object' && body !== null ? body : {}) as { detail?: unknown };
    super(typeof detail === 'string' ? detail : `The answer was ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
  }
}

export interface ClientOptions {
  /** Where the system is; left out in a page that it served itself. */
  baseUrl?: string;
  /** A token of `POST /token/login/`, or what gives it at each call. */
  token?: string | (() => string | undefined);
  fetch?: typeof fetch;
  /** How often a call is sent again that got no answer, or 503 (2). A call that changes something still does so once. */
  retries?: number;
}

/** What came back, with its headers: `Link`, `Location`, `ETag`. */
export interface Received<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface ClientRequest {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** `/api/pools/{id}` with the parameters put in. */
export const addressOf = (path: string, { params = {}, query = {} }: ClientRequest): string => {
  const filled = path.replace(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') asked.set(name, String(value));
  return asked.size > 0 ? `${filled}?${asked}` : filled;
};

const readBody = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (text === '') return undefined;
  return /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
};

/** Everything of a call's input beside what its endpoint says. */
export type Extras = Pick<ClientRequest, 'headers' | 'signal'>;

type Arguments<E extends Known> =
  Record<never, never> extends InputOf<E> ? [input?: InputOf<E> & Extras] : [input: InputOf<E> & Extras];

/** Calls an endpoint by its route, with input and output in that endpoint's types. */
export interface Client<E extends Known> {
  /** Gives the body of the answer. @throws ApiError for an error answer. */
  <R extends E['route']>(route: R, ...input: Arguments<At<E, R>>): Promise<OutputOf<At<E, R>>>;
  /** The same with status and headers. */
  receive<R extends E['route']>(route: R, ...input: Arguments<At<E, R>>): Promise<Received<OutputOf<At<E, R>>>>;
}

/**
 * A typed client made from the endpoints' types alone: nothing of theirs is bundled.
 * `const api = client<Api>({ baseUrl, token });  await api('PUT /api/pools/{id}/allocate', { params: { id: 'rack-1' } });`
 */
export const client = <E extends Known>(options: ClientOptions = {}): Client<E> => {
  const { baseUrl = '', token, fetch: ask = fetch, retries = 2 } = options;
  const receive = async (route: string, input: ClientRequest = {}): Promise<Received<unknown>> => {
    const [method = 'GET', path = '/'] = route.split(' ');
    const shown = typeof token === 'function' ? token() : token;
    // A text is CSV: every other body is JSON, and none of them a text.
    const isText = typeof input.body === 'string';
    const address = baseUrl.replace(/\/$/, '') + addressOf(path, input);
    const init = {
      method,
      headers: {
        ...(method !== 'GET' && { 'idempotency-key': newKey() }),
        ...(input.body !== undefined && { 'content-type': isText ? 'text/csv' : 'application/json' }),
        ...(shown !== undefined && { authorization: `Token ${shown}` }),
        ...input.headers,
      },
      ...(input.body !== undefined && { body: isText ? (input.body as string) : JSON.stringify(input.body) }),
      ...(input.signal && { signal: input.signal }),
    };
    const response = await retry(() => ask(address, init), retries, input.signal);
    const body = await readBody(response);
    if (!response.ok) throw new ApiError(response.status, body);
    return { status: response.status, headers: response.headers, body };
  };
  const api = async (route: string, input?: ClientRequest): Promise<unknown> => (await receive(route, input)).body;
  return Object.assign(api, { receive }) as unknown as Client<E>;
};
