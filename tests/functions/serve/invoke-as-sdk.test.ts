import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { LambdaInvoker } from '#lib/core/aws/lambda';
import { ParameterStore } from '#lib/core/aws/parameters';

/** What is asked of Lambda and Systems Manager, beside what the SDK's clients ask. */
interface Asked {
  method: string | undefined;
  path: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const asked: Asked[] = [];
let answer: RequestListener;
const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const { method, url: path, headers } = request;
  asked.push({ method, path, headers, body: Buffer.concat(pieces).toString() });
  answer(request, response);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const region = 'eu-central-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'secret', sessionToken: 'token' };
const place = { endpoint, region, credentials };

beforeEach(() => {
  asked.length = 0;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const NAME = 'muster-dev-callManager';
const PAYLOAD = { calls: ['Größe 😀'] };

const clients = {
  ours: (sendings: number, type: 'Event' | 'RequestResponse') =>
    new LambdaInvoker(place, { sendings, connectMs: 1000 }).invoke({
      name: NAME,
      payload: PAYLOAD,
      type,
      signal: AbortSignal.timeout(60_000),
    }),
  sdk: (maxAttempts: number, InvocationType: 'Event' | 'RequestResponse') =>
    new LambdaClient({ ...place, maxAttempts }).send(
      new InvokeCommand({ FunctionName: NAME, InvocationType, Payload: Buffer.from(JSON.stringify(PAYLOAD)) }),
    ),
};

const stores = {
  ours: () => new ParameterStore(place).read('/m/enroll'),
  sdk: () => new SSMClient(place).send(new GetParameterCommand({ Name: '/m/enroll', WithDecryption: true })),
};

/** The headers that decide what is done; `authorization` without its signature, which is another at each moment. */
const DECIDING = ['content-type', 'x-amz-invocation-type', 'x-amz-target', 'x-amz-security-token', 'x-amzn-trace-id'];
const credentialOf = ({ headers }: Asked): string | undefined =>
  /Credential=([^,]+)/.exec(String(headers.authorization))?.[1];

const essenceOf = (one: Asked) => ({
  method: one.method,
  path: one.path?.replace(/\?x-id=.*/, ''),
  headers: Object.fromEntries(DECIDING.map((name) => [name, one.headers[name]])),
  credential: credentialOf(one),
  body: one.body,
});

test.each(['Event', 'RequestResponse'] as const)('an invocation (%s) is asked for as by the SDK', async (type) => {
  Object.assign(process.env, { AWS_LAMBDA_FUNCTION_NAME: 'a', _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a9' });
  answer = (_, response) => response.writeHead(type === 'Event' ? 202 : 200).end();
  await clients.ours(1, type);
  await clients.sdk(1, type);
  delete process.env.AWS_LAMBDA_FUNCTION_NAME;
  const [ours, sdk] = asked.map(essenceOf);
  expect(ours).toEqual(sdk);
  expect(ours?.headers['x-amzn-trace-id']).toMatch(/^Root=/);
});

test('a parameter is asked for as by the SDK', async () => {
  answer = (_, response) => response.end(JSON.stringify({ Parameter: { Value: 'Größe' } }));
  expect(await stores.ours()).toBe('Größe');
  expect((await stores.sdk()).Parameter?.Value).toBe('Größe');
  const [ours, sdk] = asked.map(essenceOf);
  expect(ours).toEqual(sdk);
});

test('a function that failed is told from one that answered', async () => {
  answer = (_, response) => response.writeHead(200, { 'X-Amz-Function-Error': 'Unhandled' }).end('{"errorType":"E"}');
  expect(await clients.ours(1, 'RequestResponse')).toEqual({ text: '{"errorType":"E"}', hasFailed: true });
  answer = (_, response) => response.writeHead(200).end('{"statusCode":200}');
  expect(await clients.ours(1, 'RequestResponse')).toEqual({ text: '{"statusCode":200}', hasFailed: false });
});

const refusing =
  (status: number, name: string): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'x-amzn-ErrorType': `${name}:http://internal.amazon.com/` }).end('{"Message":"no"}');

const TROUBLE: Readonly<Record<string, RequestListener>> = {
  'hangs up': ({ socket }) => socket.destroy(),
  'fails by itself': refusing(500, 'ServiceException'),
  'has no network left': refusing(502, 'EC2ThrottledException'),
  'is busy': refusing(429, 'TooManyRequestsException'),
  'knows no such function': refusing(404, 'ResourceNotFoundException'),
  'lets nobody in': refusing(403, 'AccessDeniedException'),
  'is in the middle of a change': refusing(409, 'ResourceConflictException'),
};

const failureOf = async (sent: Promise<unknown>) => {
  const before = asked.length;
  const { name, message, $metadata } = (await sent.then(
    () => ({}),
    (error: unknown) => error,
  )) as { name?: string; message?: string; $metadata?: { httpStatusCode?: number; attempts?: number } };
  const { httpStatusCode, attempts } = $metadata ?? {};
  // What a socket says is called a time-out by the SDK, and wrapped.
  return {
    name: name?.replace(/^Error$/, 'TimeoutError'),
    message: message?.replace(/^AWS SDK error wrapper for \w+: /, ''),
    httpStatusCode,
    attempts,
    sent: asked.length - before,
  };
};

test.each(Object.entries(TROUBLE))('a Lambda that %s is asked as often as by the SDK', async (_, listener) => {
  answer = listener;
  const ours = await failureOf(clients.ours(3, 'Event'));
  expect(ours).toEqual(await failureOf(clients.sdk(3, 'Event')));
  expect(ours.name).toBeDefined();
  const once = await failureOf(clients.ours(1, 'RequestResponse'));
  expect(once).toMatchObject({ name: ours.name, sent: 1 });
});

test.each([
  ['fails by itself', refusing(500, 'InternalServerError')],
  ['has no such parameter', refusing(400, 'ParameterNotFound')],
  ['is asked too often', refusing(400, 'ThrottlingException')],
])('a Systems Manager that %s is asked as often as by the SDK', async (_, listener) => {
  answer = listener;
  const ours = await failureOf(stores.ours());
  expect(ours).toEqual(await failureOf(stores.sdk()));
  expect(ours.name).toBeDefined();
});

test('an answer that does not end is given up like one that does not begin', async () => {
  answer = (_, response) => response.writeHead(200, { 'content-length': '10' }).write('{');
  const signal = AbortSignal.timeout(300);
  const invoker = new LambdaInvoker(place, { sendings: 3, connectMs: 1000 });
  const sent = invoker.invoke({ name: NAME, payload: {}, type: 'RequestResponse', signal });
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  expect(asked).toHaveLength(1);
  await expect(invoker.invoke({ name: NAME, payload: {}, type: 'Event', signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(asked).toHaveLength(1);
});
