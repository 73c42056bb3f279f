import type { Endpoint } from '#lib/http/endpoint';

/** A call without a body refuses one, and reads it for that; the body of a GET means nothing, unless it is read. */
const takesBody = ({ body, method }: Endpoint): boolean => body !== undefined || method !== 'GET';

/** Whether a call of it is done once per `Idempotency-Key`. */
export const takesKey = ({ method, access }: Endpoint): boolean => method !== 'GET' && access !== 'open';

/** Every status but the good ones that an endpoint can answer, from what it says and from what is checked for all. */
export const problemStatuses = (endpoint: Endpoint): number[] => {
  const { access, hasSideEffects: changes, method, problems = [] } = endpoint;
  const statuses = new Set<number>([400, ...problems]);
  if (access !== 'open') statuses.add(401);
  if (method !== 'GET' || changes) statuses.add(403);
  if (takesBody(endpoint)) statuses.add(413).add(415);
  if (takesKey(endpoint)) statuses.add(409).add(422);
  return [...statuses].sort((a, b) => a - b);
};
