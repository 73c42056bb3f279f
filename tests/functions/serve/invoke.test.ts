import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

/** Lambda's Invoke API, which answers as the test says. */
let answer: RequestListener;
let asked = 0;
const server = createServer((request, response) => {
  asked += 1;
  answer(request, response);
});

let invoke: typeof import('#lib/core/invoke').invoke;
let hand: typeof import('#lib/core/invoke').invokeAsync;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.LAMBDA_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ({ invoke, invokeAsync: hand } = await import('#lib/core/invoke'));
});
beforeEach(() => {
  asked = 0;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const broken: RequestListener = ({ socket }) => socket.destroy();

test('a function that is waited for is invoked once, even when its answer is lost', async () => {
  answer = broken;
  await expect(invoke('allocateResource', {})).rejects.toThrow();
  expect(asked).toBe(1);
});

test('a function that does not answer is waited for no longer than the caller has patience', async () => {
  answer = () => {};
  await expect(invoke('allocateResource', {}, { patienceMs: 1000 })).rejects.toMatchObject({ name: 'AbortError' });
  expect(asked).toBe(1);
});

test('a function that has no invocation free is 503, and may be tried again', async () => {
  answer = (_, response) => response.writeHead(429, { 'x-amzn-ErrorType': 'TooManyRequestsException' }).end('{}');
  await expect(invoke('listPools', {})).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'function.busy',
    headers: { 'Retry-After': '1' },
  });
});

test('what is handed over is sent again until it is taken', async () => {
  answer = (request, response) => (asked < 3 ? broken(request, response) : response.writeHead(202).end());
  await hand('callManager', {});
  expect(asked).toBe(3);
});
