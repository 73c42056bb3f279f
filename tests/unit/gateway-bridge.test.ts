import { createRequire } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { bridgeGateway } from '#tools/local/gateway-bridge';
import type { HapiRequest, HapiServer } from '#tools/local/hapi';

interface Server extends HapiServer {
  route(options: { method: string; path: string; handler: (request: HapiRequest) => unknown }): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}
const require = createRequire(createRequire(import.meta.url).resolve('serverless-offline'));
const { server: make } = require('@hapi/hapi') as { server: (options: object) => Server };

const arrived = Promise.withResolvers<void>();
const caller = Promise.withResolvers<string | undefined>();
const server = make({ host: '127.0.0.1', port: 0 });
bridgeGateway(server, { hosts: [], origins: [] });
server.route({
  method: 'PUT',
  path: '/',
  handler: async ({ info, raw: { req } }) => {
    arrived.resolve();
    await new Promise((resolve) => req.socket.once('close', resolve));
    caller.resolve(info.remoteAddress);
    return '';
  },
});
await server.start();
afterAll(() => server.stop());

test('a caller whose connection was reset is still who it was', async () => {
  const { port } = server.listener.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write('PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n');
  await arrived.promise;
  socket.resetAndDestroy();
  expect(await caller.promise).toBe('127.0.0.1');
});

test.each([
  'GET / HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n',
  'WHAT / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
  `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
])('what cannot be parsed as a request is a problem, and the end of its connection (%#)', async (sent) => {
  const { port } = server.listener.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write(sent);
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  const [head = '', body = ''] = Buffer.concat(pieces).toString().split('\r\n\r\n');
  expect(head.split('\r\n')).toEqual([
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]);
  expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'request.unreadable' });
});
