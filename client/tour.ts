import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';

/** The main job, played against the running stack: `npm run tour` after `npm start`. Exits 1 when anything is not as it should be. */
const api = `http://localhost:${process.env.PORT || 3000}`;
const manager = new URL(process.env.SERVICE_MANAGER_URL || 'http://localhost:4000');
const EXEC_WITHIN_MS = 10_000;

const say = (text: string): void => console.log(text);

class Unexpected extends Error {}

const expect = (condition: boolean, what: string): void => {
  if (!condition) throw new Unexpected(what);
};

const shown = (method: string, path: string, body: unknown): string => {
  const data = body === undefined ? '' : ` -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  return `$ curl -i -X ${method} ${api}${path}${data}`;
};

/** Sends a request, prints it and its answer as curl would, and gives the answer's JSON. */
const call = async <T>(method: string, path: string, body: unknown, wanted: readonly number[]): Promise<T> => {
  say(`\n${shown(method, path, body)}`);
  const response = await fetch(`${api}${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Unexpected(`Nothing answers at ${api}; is "npm start" running?`);
  });
  const text = await response.text();
  say(`HTTP/1.1 ${response.status} ${response.statusText}\n${text}`);
  expect(
    wanted.includes(response.status),
    `${method} ${path} answered ${response.status} where ${wanted.join(' or ')} was expected.`,
  );
  return JSON.parse(text) as T;
};

/**
 * A small real service manager: it takes note of the addresses that it is told. Undefined where one runs there already,
 * as the sample does that `npm start` brings with it.
 */
const startManager = async (told: string[]): Promise<Server | undefined> => {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', manager);
    if (pathname === '/api/exec') told.push(searchParams.get('ip') ?? '');
    response.end('{"ok":true}');
  });
  server.listen(Number(manager.port || 80));
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw new Unexpected(`The tour's service manager cannot listen on ${manager.host}: ${(error as Error).message}.`);
  }
};

/** This machine's first real network interface: its MAC and its address. */
const thisMachine = (): { mac: string; ip: string } => {
  const real = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, mac, family }) => !internal && family === 'IPv4' && mac !== '00:00:00:00:00:00');
  if (!real) throw new Unexpected('This machine has no network interface with a MAC address to register.');
  return { mac: real.mac, ip: real.address };
};

const until = async (done: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> => {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline && !(await done()); )
    await new Promise((resolve) => setTimeout(resolve, 20));
  return done();
};

interface Exec {
  status: string;
  http_status: number | null;
  error: string | null;
}

/** Whether Muster's call of a service manager has ended, one way or the other. */
const hasCalled = async (id: string): Promise<boolean> => {
  const response = await fetch(`${api}/ztp/devices/${id}`);
  const { exec } = (await response.json()) as { exec?: Exec | null };
  // An attempt is counted when it begins; what came of it is known when it ends.
  return exec?.status !== 'PENDING' || exec.http_status !== null || exec.error !== null;
};

/** The manager is the tour's own, which knows what it was told. */
const seeOwnManager = async (told: string[], ip: string, begun: number): Promise<void> => {
  expect(
    await until(() => told.includes(ip), EXEC_WITHIN_MS),
    `The service manager at ${manager.origin} was not called.`,
  );
  say(`GET ${manager.origin}/api/exec?ip=${ip} arrived ${Date.now() - begun} ms after the registration was sent`);
};

/** The manager is somebody else's: Muster tells what it answered. */
const seeOtherManager = async (id: string): Promise<void> => {
  say(`Another service manager runs at ${manager.origin} already; Muster tells what it answered.`);
  await until(() => hasCalled(id), EXEC_WITHIN_MS);
  const { exec } = await call<{ exec: { status: string } | null }>('GET', `/ztp/devices/${id}`, undefined, [200]);
  expect(exec?.status === 'SUCCEEDED', `The service manager at ${manager.origin} did not answer 2xx to its call.`);
};

const tour = async (told: string[], hasOwnManager: boolean): Promise<void> => {
  const pool = `tour-${Date.now().toString(36)}`;
  const { mac, ip } = thisMachine();

  say('# 1. A pool of addresses, and one of them handed out');
  await call(
    'PUT',
    `/api/pools/${pool}`,
    { name: 'Tour', resources: ['192.0.2.10', '192.0.2.11', '192.0.2.12'] },
    [201],
  );
  const { id, ip_address } = await call<{ id: string; ip_address: string }>(
    'PUT',
    `/api/pools/${pool}/allocate`,
    undefined,
    [200],
  );
  const { resources } = await call<{ resources: { id: string; status: string }[] }>(
    'GET',
    `/api/pools/${pool}`,
    undefined,
    [200],
  );
  expect(
    resources.find((resource) => resource.id === id)?.status === 'ALLOCATED',
    `${ip_address} is not shown as allocated.`,
  );

  say('\n# 2. This very machine registers itself');
  const begun = Date.now();
  await call('PUT', `/ztp/register/${mac}`, { ip, name: 'tour' }, [200, 201]);
  const known = await call<{ ip: string }>('GET', `/ztp/check/${mac}`, undefined, [200]);
  expect(known.ip === ip, `The server has ${known.ip} where ${ip} was registered.`);

  say('\n# 3. The service manager is told, without the machine having waited for it');
  await (hasOwnManager ? seeOwnManager(told, ip, begun) : seeOtherManager(mac));
};

const told: string[] = [];
let server: Server | undefined;
try {
  server = await startManager(told);
  await tour(told, server !== undefined);
  say('\nAll as it should be.');
} catch (error) {
  console.error(`\n${error instanceof Unexpected ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  server?.close();
  server?.closeAllConnections();
}
