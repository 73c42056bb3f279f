import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { endpoints } from '#lib/api';
import { invoke } from '#lib/core/invoke';
import type { Reply } from '#lib/http/answer';
import { fallBack } from '#lib/http/fallback';
import { serveUnrouted } from '#lib/http/serve';

export const handler = serveUnrouted((event: APIGatewayProxyEventV2) =>
  fallBack(endpoints, event, (name, called) => invoke(name, called) as Promise<Reply>),
);
