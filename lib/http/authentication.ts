import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Endpoint } from './endpoint.ts';

/** Who calls. */
export interface User {
  id: number;
  name: string;
}

/**
 * Who sent this request, or undefined where the endpoint asks nobody.
 * @throws Fault (401) when the endpoint wants to know and the caller does not show it.
 */
export const authenticate = async (_endpoint: Endpoint, _event: APIGatewayProxyEventV2): Promise<User | undefined> =>
  undefined;
