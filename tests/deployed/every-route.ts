import assert from 'node:assert/strict';
import pLimit from 'p-limit';
import { endpoints } from '#lib/api';
import type { Endpoint } from '#lib/http/endpoint';
import { type HttpAnswer, request } from '#support/request';
import { validCall } from '#support/valid-calls';

/** The first call of a function starts its process. */
const AT_ONCE = pLimit(4);

/** What makes things goes before what reads them, and what takes them away comes last. */
const ORDER = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'];

/** It would end the token that all others show. */
const LAST = 'logout';

const callOf = (endpoint: Endpoint, headers: Record<string, string>): Promise<HttpAnswer> => {
  const { params = {}, query = {}, body } = validCall(endpoint);
  const path = endpoint.path.replace(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  return request(endpoint.method, `${path}${search && `?${search}`}`, {
    headers,
    ...(body !== undefined && { body }),
  });
};

/**
 * Calls every route with a call that its validation lets pass, as it stands in the document. `request` fails where the
 * answer is not in the document.
 * @throws AssertionError naming the routes that answered 5xx, 401 in spite of the token, or 404 for want of a route.
 */
export const callEveryRoute = async (headers: Record<string, string>): Promise<string> => {
  const bad: string[] = [];
  let done = 0;
  const call = async (endpoint: Endpoint) => {
    const { status, body } = await callOf(endpoint, headers);
    const isUnreached = [401, 405].includes(status) || body?.code === 'route.unknown';
    if (status >= 500 || (isUnreached && endpoint.name !== 'login'))
      bad.push(`${endpoint.route}: ${status} ${JSON.stringify(body)}`);
    if (status < 400) done += 1;
  };
  for (const method of ORDER)
    await AT_ONCE.map(
      endpoints.filter((endpoint) => endpoint.method === method && endpoint.name !== LAST),
      call,
    );
  await AT_ONCE.map(
    endpoints.filter(({ name }) => name === LAST),
    call,
  );
  assert.deepEqual(bad, []);
  return `${endpoints.length} routes called: ${done} did it, ${endpoints.length - done} refused with a problem of the document`;
};
