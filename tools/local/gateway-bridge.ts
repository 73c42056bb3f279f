import type { Socket } from 'node:net';
import { AppError, invalid } from '#lib/core/errors';
import { asFromGateway, decodedByGateway } from '#lib/http/gateway-path';
import { problemOf } from '#lib/http/problem';
import { allowGraphiql, serveGraphiql } from './graphiql.ts';
import type { Extension, HapiServer } from './hapi.ts';
import { STACK_PATH } from './stack-lock.ts';
import { guardApi, guardLambda, type WebGuard } from './web-guard.ts';

/** What serverless-offline hands on in base64, as it came. */
const BYTES = 'application/octet-stream';

/**
 * API Gateway hands bodies on as they were sent. serverless-offline reads JSON ones itself, and takes `null`, `0` and
 * `""` for none and a text with JSON in it for that JSON; Hapi refuses content types that it cannot read. So neither of
 * them is told the content type: it is in the raw headers, which the function gets.
 */
const readBytes: Extension = (request, h) => {
  request.headers['content-type'] = BYTES;
  return h.continue;
};

/** The query as it was sent, escapes and all: serverless-offline would decode it, and put `�` for what is no UTF-8. */
const keepRawQuery: Extension = ({ url, raw: { req } }, h) => {
  const sent = /\?(.*)$/s.exec(req.url ?? '')?.[1] ?? '';
  url.searchParams.toString = () => sent;
  return h.continue;
};

/** API Gateway hands on the body of a GET; Hapi does not read it. */
const readGetBody: Extension = async (request, h) => {
  const { req } = request.raw;
  const announced =
    Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined;
  if (request.method === 'get' && announced) {
    const pieces: Buffer[] = [];
    for await (const piece of req) pieces.push(piece as Buffer);
    request.payload = Buffer.concat(pieces);
    request.mime = BYTES;
  }
  return h.continue;
};

/** HTTP APIs hand on a path decoded, but for `%25`; serverless-offline hands on the path as it was sent. */
const decodePath: Extension = (request, h) => {
  const { pathname } = request.url;
  Object.defineProperty(request.url, 'pathname', { value: decodedByGateway(pathname) });
  const { pathParameters } = asFromGateway({ rawPath: pathname, pathParameters: request.params });
  request.params = pathParameters;
  return h.continue;
};

const unreadable = (): AppError => invalid([{ path: '', message: 'The request cannot be read' }], 'request.unreadable');

/** What Hapi refuses before a function is reached (a body over 10 MB, a path that cannot be decoded) reads as ours does. */
const refuseAsProblem: Extension = ({ response }, h) => {
  const { output } = response;
  if (!response.isBoom || !output || output.statusCode >= 500) return h.continue;
  const fault =
    output.statusCode === 413
      ? new AppError('too-large', 'body.too-large', 'The body is too large. The maximum is 1 MiB.')
      : unreadable();
  output.payload = problemOf(fault);
  output.headers['content-type'] = 'application/problem+json';
  output.statusCode = Number((output.payload as { status: number }).status);
  return h.continue;
};

/** What Node's parser refuses never becomes a request: Hapi ends the connection with a bare 400, which gets our words. */
const refuseUnparsed = (_: Error, socket: Socket): void => {
  const end = socket.end.bind(socket);
  const body = JSON.stringify(problemOf(unreadable()));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end = (sent?: unknown) => (sent === undefined ? end() : end(`${head.join('\r\n')}\r\n\r\n${body}`));
};

/** Hapi adds `accept-encoding` to what it may compress, unless it is there already in small letters. */
const smallVary: Extension = ({ response: { headers } }, h) => {
  if (headers?.vary) headers.vary = headers.vary.toLowerCase();
  return h.continue;
};

/**
 * API Gateway leaves `If-None-Match` to the functions. Hapi would answer 304 to whatever has the same `ETag`; a pool's is
 * that of what can be edited, and the same when its addresses are not.
 */
const leaveConditions: Extension = (request, h) => {
  delete request.headers['if-none-match'];
  return h.continue;
};

/**
 * Remembers whose request it is as soon as it arrives: an anonymous caller's `Idempotency-Key` belongs to that address,
 * and a connection that was reset has none any more. Where it is gone already, the stack's own address stands for it:
 * the stack listens on loopback, where caller and server have the same one.
 */
const rememberCaller =
  ({ listener }: HapiServer): Extension =>
  ({ info }, h) => {
    const bound = listener.address();
    const value = info.remoteAddress ?? (typeof bound === 'object' ? bound?.address : undefined);
    Object.defineProperty(info, 'remoteAddress', { value });
    return h.continue;
  };

/** As long as a load balancer of AWS keeps an idle connection, and a little. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Evens out where serverless-offline's HTTP server differs from API Gateway: bodies of GET requests, paths, the form of its
 * own refusals, and CORS headers, which it adds for every origin that asks and which are the functions' business. Besides
 * that it keeps web pages away that have no business here.
 */
export const bridgeGateway = (server: HapiServer, guard: WebGuard): HapiServer => {
  // Node closes a connection after five idle seconds, now and then just as a client sends its next request on it.
  server.listener.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listener.prependListener('clientError', refuseUnparsed);
  const register = server.ext.bind(server);
  register('onRequest', rememberCaller(server));
  register('onRequest', guardApi(guard));
  register('onRequest', readBytes);
  register('onPreHandler', readGetBody);
  register('onPreHandler', decodePath);
  register('onPreHandler', keepRawQuery);
  register('onPreHandler', serveGraphiql);
  register('onPreResponse', refuseAsProblem);
  register('onPreResponse', allowGraphiql);
  register('onPreResponse', smallVary);
  register('onPreResponse', leaveConditions);
  server.ext = (point, extension) => {
    if (point !== 'onPreResponse') register(point, extension);
  };
  return server;
};

/** The Lambda endpoint: closed to web pages, and it tells other commands in which folder the stack keeps its note. */
export const bridgeLambda = (server: HapiServer, folder: string): HapiServer => {
  server.ext('onRequest', guardLambda);
  server.ext('onRequest', ({ path }, h) =>
    path === STACK_PATH ? h.response(JSON.stringify({ folder })).type('application/json').takeover() : h.continue,
  );
  return server;
};
