import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pLimit from 'p-limit';
import { sleep } from '#lib/core/clock';
import { mismatch } from '#lib/fleet/match';
import { readOptions } from '#tools/local/options';
import { freePort } from '#tools/local/ports';
import { startStack } from '#tools/local/stack';
import { type Bench, figure, median, p95, type Row } from './harness.ts';
import { processorSeconds } from './processor.ts';

const startManager = async (): Promise<Server> => {
  const server = createServer((_, response) => void response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

interface Device {
  id: string;
  state: string;
  address: { ip_address: string } | null;
}

const sending =
  (url: string) =>
  async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };

type Send = ReturnType<typeof sending>;

const prepare = async (send: Send, max: number): Promise<void> => {
  await send('PUT', '/api/pools/rack', { name: 'Rack', resources: ['10.0.0.0/20'] });
  await send('POST', '/api/v1/clusters', { name: 'web', region_code: 'A' });
  const steps = {
    address: { pool: 'rack' },
    monitor: {},
    machine: { cluster_name: 'web' },
    exec: { when: 'enrolled' },
  };
  await send('PUT', '/fleet/rules/one', { match: { ids: ['one-*'] }, ...steps });
  await send('PUT', '/fleet/rules/many', { match: { ids: ['many-*'] }, max_devices: max, ...steps });
};

/** From the registration to ENROLLED, as somebody sees it who asks every 10 ms. */
const enroll = async (send: Send, id: string): Promise<number> => {
  const begun = performance.now();
  await send('PUT', `/ztp/register/${id}`, { ip: '10.9.0.1', name: id });
  for (;;) {
    const { state } = (await send('GET', `/fleet/devices/${id}`)) as Device;
    if (state === 'ENROLLED') return performance.now() - begun;
    await sleep(10);
  }
};

const oneByOne = async (send: Send, count: number): Promise<Row[]> => {
  const times: number[] = [];
  for (let n = 0; n < count + 5; n += 1) times.push(await enroll(send, `one-${n}`));
  const counted = times.slice(5);
  const [usual, late] = [median(counted), p95(counted)];
  return [
    figure('registration to ENROLLED, four steps, median', 'ms', usual, { words: 'under 500 ms', met: usual < 500 }),
    figure('registration to ENROLLED, four steps, p95', 'ms', late, { words: 'under 1,500 ms', met: late < 1500 }),
  ];
};

const LOOKED_AT = 20;

/** Waits for some of the devices, one after another: asking for all of them is more work than what is measured. */
const untilSomeAre = async (send: Send, count: number): Promise<void> => {
  for (let n = 0; n < count; ) {
    const { state } = (await send('GET', `/fleet/devices/many-${n}`)) as Device;
    if (state === 'ENROLLED') n += Math.ceil(count / LOOKED_AT);
    else await sleep(200);
  }
};

const allAtOnce = async (send: Send, count: number): Promise<Row[]> => {
  const [begun, used] = [performance.now(), processorSeconds()];
  await pLimit(64).map(
    Array.from({ length: count }, (_, n) => `many-${n}`),
    (id) => send('PUT', `/ztp/register/${id}`, { ip: '10.9.0.1', name: id }),
  );
  await untilSomeAre(send, count);
  for (;;) {
    const { items } = (await send('GET', '/fleet/devices?rule=many&state=ENROLLED')) as { items: Device[] };
    if (items.length === count) {
      if (new Set(items.map(({ address }) => address?.ip_address)).size !== count) throw new Error('An address twice');
      break;
    }
    await sleep(2000);
  }
  const tookS = (performance.now() - begun) / 1000;
  const each = ((processorSeconds() - used) / count) * 1000;
  return [
    figure(`${count} devices at once, four steps each`, 's', tookS, {
      words: 'under 20 s for 1,000',
      met: tookS < 20,
    }),
    figure('processor time for each of them, functions and engine', 'ms', each),
  ];
};

/** What 500 rules of which none matches add to a registration. */
const matching = (): Row => {
  const rules = Array.from({ length: 500 }, (_, n) => ({
    mac_prefixes: ['52:54:00', `02:00:${(n % 100).toString().padStart(2, '0')}`],
    ids: [`rack${n}-*`],
    names: [`web-${n}-*`],
    cidrs: [`10.${n % 256}.0.0/16`],
  }));
  const device = { id: '52:54:00:12:34:56', name: 'web-1', ip: '10.1.0.7' };
  const times = Array.from({ length: 200 }, () => {
    const begun = performance.now();
    for (const rule of rules) mismatch(rule, device);
    return performance.now() - begun;
  });
  const usual = median(times);
  return figure('500 rules matched', 'ms', usual, { words: 'under 2 ms', met: usual < 2 });
};

export const benches: Bench[] = [
  {
    name: 'The fleet: the running stack over HTTP, from registration to ENROLLED',
    async run({ small }) {
      const manager = await startManager();
      process.env.SERVICE_MANAGER_URL = `http://127.0.0.1:${(manager.address() as AddressInfo).port}`;
      const [port, lambdaPort] = [await freePort(), await freePort()];
      const stack = await startStack({
        ...readOptions(process.env),
        port,
        lambdaPort,
        dataDir: undefined,
        endpoint: undefined,
      });
      const send = sending(stack.url);
      try {
        const count = small ? 100 : 1000;
        await prepare(send, count);
        return [...(await oneByOne(send, small ? 20 : 100)), ...(await allAtOnce(send, count)), matching()];
      } finally {
        await stack.stop();
        manager.closeAllConnections();
        manager.close();
      }
    },
  },
];
