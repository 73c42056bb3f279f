import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { sleep } from '#lib/core/clock';
import { readOptions } from '#tools/local/options';
import { freePort } from '#tools/local/ports';
import { startStack } from '#tools/local/stack';
import { createTable } from '#tools/local/table';
import { type Ask, asking, loadOf } from './callers.ts';
import { type Bench, median, p99, type Row } from './harness.ts';

const TABLE = 'beside';
const LISTED = 100;

/** The minimal server on the engine of a stack, in a table of its own: nobody reads its stream. */
const startMinimal = async (endpoint: string): Promise<{ child: ChildProcess; url: string }> => {
  await createTable(endpoint, TABLE, { stream: false });
  const child = spawn(process.execPath, [fileURLToPath(new URL('minimal-server.ts', import.meta.url))], {
    env: { ...process.env, DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: TABLE },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: `http://127.0.0.1:${String(port).trim()}` };
};

const startManager = async (): Promise<Server> => {
  const server = createServer((_, response) => void response.end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

/** Waits until the exec calls of all registrations are made: they are Muster's, and not to be counted as the other's. */
const settled = async (ask: Ask): Promise<void> => {
  for (;;) {
    const { text } = await ask('GET', '/ztp/execs?status=PENDING&limit=1');
    if ((JSON.parse(text) as { items: unknown[] }).items.length === 0) return;
    await sleep(250);
  }
};

interface Kind {
  call: string;
  ours: (ask: Ask, n: number) => ReturnType<Ask>;
  raw: (ask: Ask, n: number) => ReturnType<Ask>;
  /** Calls a second with 16 callers that are aimed at. */
  aim: number;
}

const device = { ip: '127.0.0.1', name: 'bench' };

const KINDS: readonly Kind[] = [
  {
    call: 'any free address',
    ours: (ask) => ask('PUT', '/api/pools/beside/allocate', {}),
    raw: (ask, n) => ask('PUT', `/address/10.0.${n >> 8}.${n & 255}`),
    aim: 1200,
  },
  {
    call: 'register a device',
    ours: (ask, n) => ask('PUT', `/ztp/register/device-${n}`, device),
    raw: (ask, n) => ask('PUT', `/device/device-${n}`, device),
    aim: 700,
  },
  {
    call: 'get a device',
    ours: (ask, n) => ask('GET', `/ztp/check/device-${n % LISTED}`),
    raw: (ask, n) => ask('GET', `/device/device-${n % LISTED}`),
    aim: 1500,
  },
  {
    call: `list ${LISTED} devices`,
    ours: (ask) => ask('GET', `/ztp/devices?limit=${LISTED}`),
    raw: (ask) => ask('GET', '/devices'),
    aim: 500,
  },
];

const CALLERS = [1, 16];
const ROUNDS = 3;

let counted = LISTED;

/** Both in turn, so that whatever disturbs one disturbs the other as well: calls a second, and how long each took. */
const sideBySide = async (kind: Kind, callers: number, seconds: number, ours: Ask, raw: Ask): Promise<Row[]> => {
  const sideOf = (name: string, call: () => ReturnType<Ask>) => ({
    ...{ name, call },
    ...{ perSecond: [] as number[], times: [] as number[] },
  });
  const mine = sideOf('Muster', () => kind.ours(ours, counted++));
  const theirs = sideOf('The minimal server', () => kind.raw(raw, counted++));
  const sides = [mine, theirs];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const { perSecond, times, refused } = await loadOf(callers, seconds, side.call);
      await settled(ours);
      if (refused.size > 0) throw new Error(`${side.name}, ${kind.call}: answered ${[...refused.keys()].join(', ')}`);
      side.perSecond.push(perSecond);
      side.times.push(...times);
    }
  const rates = { median: median(mine.perSecond), rawMedian: median(theirs.perSecond) };
  const waits = { median: median(mine.times), p99: p99(mine.times) };
  const figure = `${kind.call}, ${callers} ${callers === 1 ? 'caller' : 'callers'}`;
  return [
    {
      ...{ figure, unit: 'calls a second', ...rates, ratio: rates.median / rates.rawMedian },
      ...(callers > 1 && { aim: `at least ${kind.aim}`, met: rates.median >= kind.aim }),
    },
    {
      ...{ figure, unit: 'ms', ...waits, rawMedian: median(theirs.times), rawP99: p99(theirs.times) },
      ...{ ratio: waits.median / median(theirs.times) },
      ...(callers > 1 && { aim: 'p99 within 4 medians', met: waits.p99 <= 4 * waits.median }),
    },
  ];
};

export const benches: Bench[] = [
  {
    name: 'Over HTTP, beside a minimal server (node:http and the SDK) on the same engine',
    async run({ small }) {
      const manager = await startManager();
      process.env.SERVICE_MANAGER_URL = `http://127.0.0.1:${(manager.address() as AddressInfo).port}`;
      const [port, lambdaPort] = [await freePort(), await freePort()];
      const options = { ...readOptions(process.env), port, lambdaPort, dataDir: undefined, endpoint: undefined };
      const stack = await startStack(options);
      const { child, url } = await startMinimal(stack.engine.endpoint);
      const [muster, minimal] = [asking(stack.url), asking(url)];
      try {
        await muster.ask('PUT', '/api/pools/beside', { name: 'beside', resources: ['10.0.0.0/12'] });
        for (const { ours, raw } of KINDS.slice(0, 2))
          for (let n = 0; n < LISTED; n += 1) await Promise.all([ours(muster.ask, n), raw(minimal.ask, n)]);
        await settled(muster.ask);
        const rows: Row[] = [];
        for (const kind of KINDS)
          for (const callers of CALLERS)
            rows.push(...(await sideBySide(kind, callers, small ? 0.5 : 5, muster.ask, minimal.ask)));
        return rows;
      } finally {
        for (const side of [muster, minimal]) side.close();
        child.kill();
        await stack.stop();
        manager.closeAllConnections();
        manager.close();
      }
    },
  },
];
