import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { asFromGateway } from '#lib/http/gateway-path';
import type { HttpResponse } from '#lib/http/response';

export interface CallOptions {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  cookies?: string[];
  sourceIp?: string;
}

const mediaTypeOf = (routeKey: string): string =>
  routeKey.startsWith('POST /import/') ? 'text/csv' : 'application/json';

/** The event that API Gateway would make of a request (payload format 2.0): its path is decoded, but for percent signs. */
export const httpEvent = (routeKey: string, options: CallOptions = {}): APIGatewayProxyEventV2 => {
  const { params = {}, query = {}, body, headers = {}, cookies, sourceIp = '127.0.0.1' } = options;
  const [method = 'GET', pattern = '/'] = routeKey.split(' ');
  const path = pattern.replace(/\{(\w+)\+?\}/g, (_, name: string) => params[name] ?? '');
  return {
    version: '2.0',
    routeKey,
    ...asFromGateway({ rawPath: path, pathParameters: params }),
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...(body !== undefined && { 'content-type': mediaTypeOf(routeKey) }), ...headers },
    ...(cookies && { cookies }),
    queryStringParameters: query,
    isBase64Encoded: false,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'test',
      domainPrefix: 'test',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: 'test' },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: '20/Nov/2026:15:44:00 +0000',
      timeEpoch: 1795189440000,
    },
  };
};

export const lambdaContext = (): Context => ({ awsRequestId: randomUUID() }) as Context;

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<unknown>;

/** Calls a real handler with a made event, and gives its answer with the JSON read. */
export const call = async (handler: Handler, routeKey: string, options?: CallOptions) => {
  const reply = (await handler(httpEvent(routeKey, options), lambdaContext())) as HttpResponse;
  const { statusCode: status, headers, body: sent, cookies, isBase64Encoded } = reply;
  const body = isBase64Encoded && sent ? Buffer.from(sent, 'base64').toString() : sent;
  const isJson = /json/.test(headers['Content-Type'] ?? '');
  // biome-ignore lint/suspicious/noExplicitAny: an answer has no type until a test has looked at it
  return { status, headers, cookies, body: (isJson && body ? JSON.parse(body) : body) as any };
};
