import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { endpoints } from '#lib/api';
import { invoke } from '#lib/core/invoke';
import { fallBack } from '#lib/http/fallback';
import type { HttpResponse } from '#lib/http/response';
import { serveUnrouted } from '#lib/http/serve-with';

export const handler = serveUnrouted((event: APIGatewayProxyEventV2) =>
  fallBack(endpoints, event, (name, called) => invoke(name, called) as Promise<HttpResponse>),
);
