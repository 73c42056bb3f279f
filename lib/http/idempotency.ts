import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { AppError, invalid } from '#lib/core/errors';
import { IdempotencyKey, type KeptResponse } from '#lib/idempotency/model';
import { once } from '#lib/idempotency/service';
import type { User } from './authentication.ts';
import type { Endpoint } from './endpoint.ts';
import { problemResponse, statusOf } from './problem.ts';
import type { HttpResponse } from './response.ts';

/** A refusal is an answer too, and is given again like one; a failure of ours goes on as it is. */
const withRefusals =
  (endpoint: Endpoint, work: () => Promise<HttpResponse>): (() => Promise<HttpResponse>) =>
  async () => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && statusOf(error) < 500) return problemResponse(error, endpoint.errorBodies);
      throw error;
    }
  };

/** A failure of ours is none, and an endpoint may have failures that its status does not show. */
const standsForWhatWasDone = ({ isFailure }: Endpoint, { statusCode, body }: KeptResponse): boolean =>
  statusCode < 500 && !isFailure?.(JSON.parse(body ?? 'null'));

const readKey = (sent: string): string => {
  const key = IdempotencyKey.safeParse(sent);
  if (key.success) return key.data;
  throw invalid(key.error.issues.map(({ message }) => ({ path: 'Idempotency-Key', message })));
};

/**
 * Answers a call that changes something, once per `Idempotency-Key` where it sends one. Keys are the caller's own: a
 * user's, or an unknown caller's address's. What an `open` endpoint answers is never kept, nor is a secret: such a call is
 * done again under the same key.
 */
export const respondOnce = (
  endpoint: Endpoint,
  event: APIGatewayProxyEventV2,
  user: User | undefined,
  work: () => Promise<HttpResponse>,
): Promise<HttpResponse> => {
  const sent = event.headers['idempotency-key'];
  if (sent === undefined || endpoint.method === 'GET' || endpoint.access === 'open') return work();
  const key = readKey(sent);
  if (endpoint.answersSecret) return work();
  const { method, sourceIp } = event.requestContext.http;
  return once(
    {
      caller: user ? `user ${user.id}` : `address ${sourceIp}`,
      key,
      request: [method, event.rawPath, event.rawQueryString, event.body ?? ''],
    },
    withRefusals(endpoint, work),
    { isKept: (reply) => standsForWhatWasDone(endpoint, reply) },
  );
};
