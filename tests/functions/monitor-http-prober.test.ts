import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { probeEach } from '#lib/monitor/probers/each';
import { http } from '#lib/monitor/probers/http';
import * as monitor from '#lib/monitor/service';
import { sweep } from '#lib/monitor/service/sweep';
import { given } from '#support/given';
import { testWith } from '#support/tools';
import { freePort } from '#tools/local/ports';

const pace = { count: 3, timeoutMs: 20_000, periodMs: 0, gapMs: 0 };
/** For those who never answer. */
const hasty = { ...pace, timeoutMs: 300 };
const answered = expect.any(Number);
const open: { close: () => void; closeAllConnections?: () => void }[] = [];

const listening = async (server: Server): Promise<number> => {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
const serve = (listener: RequestListener) => listening(createServer(listener));

afterAll(() => {
  for (const server of open) {
    server.closeAllConnections?.();
    server.close();
  }
});

const probe = async (port: number, more: object = {}, path = '/', at = pace) => {
  const url = `http://www.example.com:${port}${path}`;
  const [result] = await http([{ ip: '127.0.0.1', probe: { type: 'http', url, ...more } }], at);
  return result;
};

test('the address is asked by the name in the URL, once; the status decides', async () => {
  const asked: (string | undefined)[] = [];
  const port = await serve(({ url, headers }, response) => {
    asked.push(`${headers.host}${url}`);
    response.statusCode = Number(url?.slice(1, 4));
    response.end('all is well');
  });
  expect(await probe(port, {}, '/204?x=1')).toEqual({ replies: [answered], httpStatus: 204 });
  expect(asked).toEqual([`www.example.com:${port}/204?x=1`]);
  expect(await probe(port, {}, '/301')).toEqual({ replies: ['status'], httpStatus: 301 });
  expect(await probe(port, {}, '/503')).toEqual({ replies: ['status'], httpStatus: 503 });
  expect(await probe(port, { status: [401, 503] }, '/503')).toEqual({ replies: [answered], httpStatus: 503 });
  expect(await probe(port, { contains: 'is well' }, '/200')).toEqual({ replies: [answered], httpStatus: 200 });
  expect(await probe(port, { contains: 'is ill' }, '/200')).toEqual({ replies: ['body'], httpStatus: 200 });
});

test('whatever the other side does, a probe ends with its reason', async () => {
  expect(await probe(await freePort())).toMatchObject({ replies: ['refused'] });
  expect(await probe(await serve(() => {}), {}, '/', hasty)).toMatchObject({ replies: ['timeout'] });
  const upgrading = createServer();
  upgrading.on('upgrade', (_, socket) => socket.end());
  const raw = (text: string) =>
    listening(createTcpServer((socket) => void socket.on('error', () => {}).write(text)) as unknown as Server);
  expect(await probe(await raw('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'))).toMatchObject({
    replies: ['status'],
    httpStatus: 101,
  });
  expect(await probe(await raw('I am no web server\r\n'))).toMatchObject({ replies: ['protocol'] });
  const slow = await raw('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome');
  expect(await probe(slow, { contains: 'all' }, '/', hasty)).toMatchObject({ replies: ['timeout'] });
  expect(await probe(slow)).toMatchObject({ replies: [answered] });
  const unreachable = { ip: '255.255.255.255', probe: { type: 'http' as const } };
  expect(await http([unreachable], pace)).toMatchObject([{ replies: ['unreachable'] }]);
});

testWith('openssl')('a certificate is judged, and its days are told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=www.example.com', '-days', '10'];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject];
  execFileSync('openssl', args, { stdio: 'ignore' });
  const port = await listening(
    createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
      response.end('ok'),
    ) as unknown as Server,
  );
  rmSync(folder, { recursive: true });
  const url = `https://www.example.com:${port}/`;
  const ask = (more: object) => http([{ ip: '127.0.0.1', probe: { type: 'http', url, ...more } }], pace);
  expect(await ask({})).toEqual([{ replies: ['tls'] }]);
  expect(await ask({ insecure: true })).toEqual([{ replies: [answered], httpStatus: 200, certificateDays: 9 }]);
  expect(await probe(port)).toMatchObject({ replies: ['refused'] });

  const name = given.name('server');
  await monitor.add(name, '127.0.0.1', { probe: { type: 'http', url, insecure: true } });
  const told: unknown[] = [];
  const alert = async (news: readonly unknown[]) => void told.push(...news);
  for (let n = 0; n < 2; n += 1) await sweep({}, { pace, alert });
  expect(told).toEqual([
    expect.objectContaining({ name, change: expect.objectContaining({ to: 'UP' }) }),
    expect.objectContaining({ name, certificate: { at: expect.any(String), days: 9 } }),
  ]);
  expect(await monitor.get(name)).toMatchObject({ status: 'UP', certificate_days: 9 });
  const { items: pings } = await monitor.listPings(name, { resolution: 'raw', limit: 10 });
  expect(pings).toMatchObject([{ sent: 1, received: 1, http_status: 200, certificate_days: 9 }, {}]);
});

test('each server is probed in its own way, in one sweep', async () => {
  const port = await serve((_, response) => response.end());
  const targets = [
    { ip: '127.0.0.1' },
    { ip: '127.0.0.1', probe: { type: 'tcp' as const, port } },
    { ip: '127.0.0.1', probe: { type: 'http' as const, url: `http://127.0.0.1:${port}/` } },
    { ip: '127.0.0.2' },
  ];
  const seen: string[][] = [];
  const results = await probeEach(targets, pace, async (addresses) => {
    seen.push([...addresses]);
    return addresses.map(() => [7]);
  });
  expect(seen).toEqual([['127.0.0.1', '127.0.0.2']]);
  expect(results).toEqual([
    { replies: [7] },
    { replies: [answered, answered, answered] },
    { replies: [answered], httpStatus: 200 },
    { replies: [7] },
  ]);
});

test('the reason of a loss is in the record and at the server, until it answers', async () => {
  const name = given.name('server');
  await monitor.add(name, '127.0.0.9');
  const reply = { of: 'timeout' as 'timeout' | number };
  const probeIt = () =>
    sweep({}, { probe: async (addresses) => addresses.map(() => [reply.of]), pace, alert: async () => {} });
  await probeIt();
  expect(await monitor.get(name)).toMatchObject({ reason: 'timeout', loss: 1 });
  reply.of = 3;
  await probeIt();
  expect(await monitor.get(name)).not.toHaveProperty('reason');
  const { items: pings } = await monitor.listPings(name, { resolution: 'raw', limit: 10 });
  expect(pings.map(({ reason }) => reason)).toEqual(['timeout', undefined]);
});
