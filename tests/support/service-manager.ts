import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sleep } from '#lib/core/clock';

/** One call that the service manager got. */
export interface ManagerCall {
  ip: string;
  key: string | undefined;
  at: string;
  method: string;
}

export interface ServiceManager {
  url: string;
  stop(): Promise<void>;
}

/** How the manager answers for an address: these statuses one after another (the last for good), each after a pause. */
export interface Behaviour {
  statuses?: number[];
  delayMs?: number;
}

const json = (response: ServerResponse, body: unknown): void => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
};

/**
 * A service manager as Muster sees one, over real HTTP: `GET /api/exec?ip=`. For tests it also tells its calls
 * (`GET /calls?ip=`) and takes orders (`PUT /behave?ip=` with a Behaviour).
 */
export const startServiceManager = async (host = '127.0.0.1'): Promise<ServiceManager> => {
  const calls: ManagerCall[] = [];
  const behaviours = new Map<string, Behaviour>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://manager');
    const ip = searchParams.get('ip') ?? '';
    if (pathname === '/calls') return json(response, ip ? calls.filter((call) => call.ip === ip) : calls);
    if (pathname === '/behave') {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      behaviours.set(ip, JSON.parse(Buffer.concat(pieces).toString()) as Behaviour);
      return json(response, {});
    }
    const key = request.headers['idempotency-key'];
    calls.push({
      ip,
      key: typeof key === 'string' ? key : undefined,
      at: new Date().toISOString(),
      method: request.method ?? '',
    });
    const { statuses = [200], delayMs = 0 } = behaviours.get(ip) ?? {};
    if (delayMs > 0) await sleep(delayMs);
    response.statusCode = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200;
    return json(response, { ok: response.statusCode < 300 });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${host}:${port}`, stop };
};
