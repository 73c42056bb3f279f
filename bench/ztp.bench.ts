import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pLimit from 'p-limit';
import { sleep } from '#lib/core/clock';
import { readOptions } from '#tools/local/options';
import { freePort } from '#tools/local/ports';
import { startStack } from '#tools/local/stack';
import { type Bench, figure, median, p95, type Row } from './harness.ts';

/** A service manager that remembers when it was called for which address. */
const startManager = async (arrivals: Map<string, number>): Promise<Server> => {
  const server = createServer((request, response) => {
    const ip = new URL(request.url ?? '/', 'http://manager').searchParams.get('ip') ?? '';
    arrivals.set(ip, performance.now());
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

const ipOf = (group: number, n: number): string => `10.${group}.${n >> 8}.${n & 255}`;

const registerAt = async (url: string, group: number, n: number): Promise<number> => {
  const begun = performance.now();
  const response = await fetch(`${url}/ztp/register/bench-${group}-${n}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ip: ipOf(group, n) }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`A registration was answered ${response.status}`);
  return begun;
};

const allArrived = async (arrivals: Map<string, number>, count: number): Promise<void> => {
  for (const deadline = Date.now() + 120_000; arrivals.size < count; await sleep(20))
    if (Date.now() > deadline) throw new Error(`Only ${arrivals.size} of ${count} calls arrived`);
};

/** Registrations one after another: how long until the service manager is called. */
const oneByOne = async (url: string, arrivals: Map<string, number>, count: number): Promise<Row[]> => {
  arrivals.clear();
  const begun: number[] = [];
  for (let n = 0; n < count; n += 1) {
    begun.push(await registerAt(url, 1, n));
    await sleep(30);
  }
  await allArrived(arrivals, count);
  const delays = begun.map((at, n) => (arrivals.get(ipOf(1, n)) ?? Number.NaN) - at);
  const late = p95(delays);
  return [
    figure('registration to arrival of its call, median', 'ms', median(delays)),
    figure('registration to arrival of its call, p95', 'ms', late, { words: 'under 1,500 ms', met: late < 1500 }),
  ];
};

/** Many registrations at once, until the last call has arrived. */
const allAtOnce = async (url: string, arrivals: Map<string, number>, count: number): Promise<Row> => {
  arrivals.clear();
  const begun = performance.now();
  await pLimit(64).map(
    Array.from({ length: count }, (_, n) => n),
    (n) => registerAt(url, 2, n),
  );
  await allArrived(arrivals, count);
  const tookS = (performance.now() - begun) / 1000;
  return figure(`${count} registrations at once and their calls`, 's', tookS, {
    words: 'under 15 s for 1,000',
    met: tookS < 15,
  });
};

export const benches: Bench[] = [
  {
    name: 'Zero-touch provisioning: the running stack over HTTP, from registration to exec call',
    async run({ small }) {
      const arrivals = new Map<string, number>();
      const manager = await startManager(arrivals);
      process.env.SERVICE_MANAGER_URL = `http://127.0.0.1:${(manager.address() as AddressInfo).port}`;
      const [port, lambdaPort] = [await freePort(), await freePort()];
      const stack = await startStack({
        ...readOptions(process.env),
        port,
        lambdaPort,
        dataDir: undefined,
        endpoint: undefined,
      });
      try {
        // The first call of each function loads it.
        await allAtOnce(stack.url, arrivals, 20);
        return [
          ...(await oneByOne(stack.url, arrivals, small ? 20 : 200)),
          await allAtOnce(stack.url, arrivals, small ? 100 : 1000),
        ];
      } finally {
        await stack.stop();
        manager.closeAllConnections();
        manager.close();
      }
    },
  },
];
