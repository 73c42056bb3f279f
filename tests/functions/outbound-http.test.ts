import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { sendOutbound } from '#lib/core/outbound-http';
import { send } from '#lib/outbox/send';
import { startMisbehavingServer } from '#support/misbehaving-server';
import { startRecipient } from '#support/recipient';

const stops: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

const party = async (answer: Parameters<typeof startRecipient>[0]) => {
  const started = await startRecipient(answer);
  stops.push(started.stop);
  return started;
};

const rude = async (answer: Parameters<typeof startMisbehavingServer>[0]) => {
  const started = await startMisbehavingServer(answer);
  stops.push(started.stop);
  return started;
};

const get = (url: string, timeoutMs = 10_000) => sendOutbound({ url, method: 'GET', headers: {}, timeoutMs });

test('a call gives the status of its answer, whatever is in it', async () => {
  const endless = await party((response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(16_384)), 1);
    response.on('close', () => clearInterval(timer));
  });
  expect(await get(endless.url)).toEqual({ status: 200 });
  const refusing = await party((response) => response.writeHead(418).end());
  expect(await get(refusing.url)).toEqual({ status: 418 });
});

test('a redirect is an answer, and is not followed', async () => {
  const elsewhere = await party((response) => response.end());
  const { url } = await party((response) => response.writeHead(307, { location: elsewhere.url }).end());
  expect(await get(url)).toEqual({ status: 307 });
  expect(elsewhere.asked).toEqual([]);
});

test('a name and a password in the URL are shown to the other side as such', async () => {
  let shown: string | undefined;
  const { url } = await party((response, _, request) => {
    shown = request.headers.authorization;
    response.end();
  });
  await get(url.replace('http://', 'http://muster:pass%20word@'));
  expect(shown).toBe(`Basic ${Buffer.from('muster:pass word').toString('base64')}`);
});

test('each call has a connection of its own, so that none is sent twice over one that was closed meanwhile', async () => {
  const seen = new Map<Socket, number>();
  const server = createServer((request, response) => {
    seen.set(request.socket, (seen.get(request.socket) ?? 0) + 1);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (let n = 0; n < 3; n += 1) expect(await get(url)).toEqual({ status: 200 });
  expect([...seen.values()]).toEqual([1, 1, 1]);
});

test('a connection that is reset once the call was sent is one request, and a failure', async () => {
  const { url, keys } = await rude((socket) => socket.resetAndDestroy());
  await expect(get(url)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(keys).toHaveLength(1);
});

const UPGRADE = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

test.each([
  ['an upgrade nobody asked for', UPGRADE],
  ['an upgrade with more behind it', `${UPGRADE}\x81\x05hello`],
  ['101 without an upgrade', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
])('%s ends the call with its status', async (_, answer) => {
  const { url } = await rude((socket) => void socket.write(answer));
  expect(await get(url)).toEqual({ status: 101 });
});

/** Whatever is written for ever to the other side, one piece each few milliseconds. */
const dripping = (piece: string) => (socket: Socket) => {
  const timer = setInterval(() => socket.write(piece), 5);
  socket.on('close', () => clearInterval(timer));
};

test.each<[string, (socket: Socket) => void]>([
  ['says nothing', () => {}],
  ['says endlessly that it goes on', dripping('HTTP/1.1 102 Processing\r\n\r\n')],
  ['never ends its header', (socket) => void socket.write('HTTP/1.1 200 OK\r\nX-A')],
  ['ends its half of the connection in the middle of a header', (socket) => void socket.end('HTTP/1.1 200 O')],
])('a call ends although the other side %s', async (_, answer) => {
  const { url } = await rude(answer);
  await expect(get(url, 150)).rejects.toThrow();
});

test.each<[string, (socket: Socket) => void]>([
  ['never ends its body', (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')],
  ['breaks its chunks', (socket) => void socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n')],
])('the status counts although the other side %s', async (_, answer) => {
  const { url } = await rude(answer);
  expect(await get(url, 2000)).toEqual({ status: 200 });
});

test('three hundred calls that are answered with 101 leave no connection and no slot behind', async () => {
  let open = 0;
  const { url } = await rude((socket) => {
    open += 1;
    socket.on('close', () => {
      open -= 1;
    });
    socket.write(UPGRADE);
  });
  const answers = await Promise.all(Array.from({ length: 300 }, () => send(() => ({ url }), 'key', 10_000)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"httpStatus":101}']));
  while (open > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(open).toBe(0);
});

test('a call that gets no answer in its time is given up', async () => {
  const { url } = await party(() => {});
  await expect(get(url, 50)).rejects.toMatchObject({ name: 'TimeoutError' });
});
