import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Endpoint } from './endpoint.ts';
import { methodUnknown, routeUnknown } from './errors.ts';
import { asFromGateway } from './gateway-path.ts';
import type { HttpResponse } from './response.ts';
import { allowedMethods, endpointsAt, takesHead } from './routes.ts';

/** Calls the function of an endpoint, as API Gateway would have. */
export type Invoke = (name: string, event: APIGatewayProxyEventV2) => Promise<HttpResponse>;

const asCalled = (
  event: APIGatewayProxyEventV2,
  { route }: Endpoint,
  params: Record<string, string>,
): APIGatewayProxyEventV2 => ({
  ...event,
  routeKey: route,
  ...asFromGateway({ rawPath: event.rawPath, pathParameters: params }),
  requestContext: { ...event.requestContext, routeKey: route },
});

/**
 * What happens to a request that no route names. HTTP APIs tell `/x` from `/x/` and know no HEAD: where only that keeps
 * it from an endpoint, the endpoint's function is invoked as if it had been called. A known path with another method is
 * 405 with `Allow` (RFC 9110, 15.5.6), anything else 404.
 */
export const fallBack = async (
  endpoints: readonly Endpoint[],
  event: APIGatewayProxyEventV2,
  invoke: Invoke,
): Promise<HttpResponse> => {
  const { method } = event.requestContext.http;
  const found = endpointsAt(endpoints, event.rawPath);
  if (found.length === 0) throw routeUnknown(event.rawPath);
  const Allow = allowedMethods(found.map(({ endpoint }) => endpoint));
  if (method === 'OPTIONS') return { statusCode: 204, headers: { Allow } };
  const match = found.find(({ endpoint }) => (method === 'HEAD' ? takesHead(endpoint) : endpoint.method === method));
  if (!match) throw methodUnknown(event.rawPath, Allow);
  const reply = await invoke(match.endpoint.name, asCalled(event, match.endpoint, match.params));
  return method === 'HEAD' ? { ...reply, body: '' } : reply;
};
