import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { sendOutbound } from '#lib/core/outbound-http';
import { startRecipient } from '#support/recipient';

const stops: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

const party = async (answer: Parameters<typeof startRecipient>[0]) => {
  const started = await startRecipient(answer);
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

test('a connection that the other side has closed meanwhile is no failure', async () => {
  const seen = new Map<Socket, number>();
  const server = createServer((request, response) => {
    const nth = (seen.get(request.socket) ?? 0) + 1;
    seen.set(request.socket, nth);
    if (nth > 1) request.socket.destroy();
    else response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await get(url)).toEqual({ status: 200 });
  expect(await get(url)).toEqual({ status: 200 });
  expect([...seen.values()]).toEqual([2, 1]);
});

test('a call that gets no answer in its time is given up', async () => {
  const { url } = await party(() => {});
  await expect(get(url, 50)).rejects.toMatchObject({ name: 'TimeoutError' });
});
