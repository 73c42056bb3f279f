import { Fault, invalid } from '#lib/core/errors';
import { asFromGateway, decodedByGateway } from '#lib/http/gateway-path';
import { problemOf } from '#lib/http/problem';
import { readQuery } from '#lib/http/query';
import { allowGraphiql, serveGraphiql } from './graphiql.ts';
import type { Extension, HapiServer } from './hapi.ts';

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

/** A query that is no UTF-8 would reach the function with `�` in place of what was sent. */
const refuseBadQuery: Extension = ({ raw: { req } }, h) => {
  const query = /\?(.*)$/s.exec(req.url ?? '')?.[1] ?? '';
  const { faults } = readQuery(query);
  const bad = faults.filter(({ path }) => path === '');
  if (bad.length === 0) return h.continue;
  const problem = problemOf(invalid(bad, 'request.unreadable'));
  return h.response(JSON.stringify(problem)).code(400).type('application/problem+json').takeover();
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

/** What Hapi refuses before a function is reached (a body over 10 MB, a path that cannot be decoded) reads as ours does. */
const refuseAsProblem: Extension = ({ response }, h) => {
  const { output } = response;
  if (!response.isBoom || !output || output.statusCode >= 500) return h.continue;
  const fault =
    output.statusCode === 413
      ? new Fault('too-large', 'body.too-large', 'The body is too large; 1 MiB is the most.')
      : invalid([{ path: '', message: 'The request cannot be read' }], 'request.unreadable');
  output.payload = problemOf(fault);
  output.headers['content-type'] = 'application/problem+json';
  output.statusCode = Number((output.payload as { status: number }).status);
  return h.continue;
};

/**
 * Evens out where serverless-offline's HTTP server differs from API Gateway: bodies of GET requests, paths, the form of its own
 * refusals, and CORS headers, which it adds for every origin that asks and which are the functions' business.
 */
export const bridgeGateway = (server: HapiServer): HapiServer => {
  const register = server.ext.bind(server);
  register('onRequest', refuseBadQuery);
  register('onRequest', readBytes);
  register('onPreHandler', readGetBody);
  register('onPreHandler', decodePath);
  register('onPreHandler', serveGraphiql);
  register('onPreResponse', refuseAsProblem);
  register('onPreResponse', allowGraphiql);
  server.ext = (point, extension) => {
    if (point !== 'onPreResponse') register(point, extension);
  };
  return server;
};
