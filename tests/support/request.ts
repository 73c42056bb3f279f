import { sleep } from '#lib/core/clock';
import { assertOpenapi } from './assert-openapi.ts';
import type { Behaviour, ManagerCall } from './service-manager.ts';

export interface HttpAnswer {
  status: number;
  headers: Headers;
  // Whatever the stack answered: the tests say what it should be.
  // biome-ignore lint/suspicious/noExplicitAny: an answer has no type until a test has looked at it
  body: any;
}

export interface HttpOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * Calls the running stack: `request('PUT', '/api/pools/a', { body: { name: 'a' } })`. Text bodies go as they are.
 * Whatever it answers must be in the OpenAPI document.
 */
export const request = async (
  method: string,
  path: string,
  { body, headers = {} }: HttpOptions = {},
): Promise<HttpAnswer> => {
  const response = await fetch(`${process.env.MUSTER_TEST_URL}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const answer = {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
  assertOpenapi(method, path, answer);
  return answer;
};

/** What the service manager was asked for an address. */
export const managerCalls = async (ip: string): Promise<ManagerCall[]> => {
  const response = await fetch(`${process.env.MUSTER_TEST_MANAGER_URL}/calls?ip=${encodeURIComponent(ip)}`);
  return (await response.json()) as ManagerCall[];
};

/** Tells the service manager how to answer for an address. */
export const managerBehaves = async (ip: string, behaviour: Behaviour): Promise<void> => {
  await fetch(`${process.env.MUSTER_TEST_MANAGER_URL}/behave?ip=${encodeURIComponent(ip)}`, {
    method: 'PUT',
    body: JSON.stringify(behaviour),
  });
};

/** The answer to a recount, which is 503 for as long as the stream has not brought all. */
export const recounted = <T extends { status: number }>(recount: () => Promise<T>): Promise<T> =>
  eventually(recount, ({ status }) => status !== 503);

/**
 * Asks again and again until `good` is true of the answer, and gives that; throws the last answer when time is over. The
 * time is for a machine that has much else to do: where all is well nobody waits for it.
 */
export const eventually = async <T>(
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  withinMs = 60_000,
): Promise<T> => {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const given = await ask();
    if (good(given)) return given;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms; last: ${JSON.stringify(given)}`);
    await sleep(50);
  }
};
