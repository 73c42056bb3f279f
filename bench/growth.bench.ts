import * as machines from '#lib/cloud/service/machine-list';
import * as monitor from '#lib/monitor/service';
import { listed } from '#lib/pools/ip-ranges';
import * as pools from '#lib/pools/service';
import * as ztp from '#lib/ztp/service';
import { aCluster, machinesOf } from '#support/cloud';
import { emptied } from './drain.ts';
import { fillTo } from './fill.ts';
import { type Bench, elapsedMs, figure, median, type Row } from './harness.ts';

const AT_MOST = 1.2;

/** What is done at each size of the table. Each makes what it needs, so that it is the table alone that differs. */
const operations = async (): Promise<Record<string, (n: number) => Promise<unknown>>> => {
  const id = `growth-${crypto.randomUUID().slice(0, 8)}`;
  const addresses = listed(['10.0.0.0/23']);
  await pools.create(id, { name: 'growth', addresses });
  await pools.create(`${id}-any`, { name: 'growth', addresses });
  await pools.create(`${id}-hundred`, { name: 'growth', addresses: addresses.slice(0, 100) });
  const { resources } = (await pools.get(id)).pool;
  const cluster = await aCluster();
  await machinesOf(cluster, 20);
  return {
    'create and delete a pool of 10': async (n) => {
      await pools.create(`${id}-${n}`, { name: 'ten', addresses: addresses.slice(0, 10) });
      await pools.remove(`${id}-${n}`);
    },
    'get a pool of 100': () => pools.get(`${id}-hundred`),
    'allocate a named address': (n) => pools.allocate(id, resources[n]?.id ?? ''),
    'allocate any address': () => pools.allocateAny(`${id}-any`),
    'use of a pool': () => pools.usage(id),
    'pools that have an address': () => pools.findAddress('10.0.0.7'),
    'register a device': (n) => ztp.register(`${id}-${n}`, { ip: '10.0.0.1' }),
    'check a device': (n) => ztp.check(`${id}-${n}`),
    'list 100 devices': () => ztp.list({ limit: 100 }),
    'pending exec calls': () => ztp.listExecsIn('PENDING', { limit: 100 }),
    'add a server': (n) => monitor.add(`${id}-${n}`, '127.0.0.1'),
    'machines of a cluster': () => machines.list({ cluster_name: cluster.name }, { limit: 20, cursor: undefined }),
  };
};

const ROUNDS = 150;

const mediansOf = async (rounds: number): Promise<Map<string, number>> => {
  const all = Object.entries(await operations());
  const times = new Map(all.map(([name]) => [name, [] as number[]]));
  for (let n = 0; n < rounds; n += 1)
    for (const [name, operation] of all) times.get(name)?.push(await elapsedMs(() => operation(n)));
  return new Map([...times].map(([name, list]) => [name, median(list.slice(Math.ceil(rounds / 10)))]));
};

const grown = (name: string, at: string, ms: number, first: number): Row => ({
  ...figure(`${name}, ${at}`, 'ms', ms, { words: `ratio at most ${AT_MOST.toFixed(2)}`, met: ms / first <= AT_MOST }),
  rawMedian: first,
  ratio: ms / first,
});

export const benches: Bench[] = [
  {
    name: 'Growth: the same work in tables of 100,000 and 1,000,000 items (raw: in one of 1,000)',
    async run({ small }) {
      const [least = 0, ...sizes] = small ? [100, 1000] : [1000, 100_000, 1_000_000];
      const [rounds, pool] = small ? [10, 100] : [ROUNDS, 500];
      await fillTo(least);
      await mediansOf(rounds);
      await emptied(pool);
      const first = await mediansOf(rounds);
      const firstDrain = await emptied(pool);
      const rows: Row[] = [];
      for (const size of sizes) {
        await fillTo(size);
        const at = `beside ${size} items`;
        for (const [name, ms] of await mediansOf(rounds)) rows.push(grown(name, at, ms, first.get(name) ?? Number.NaN));
        const drained = await emptied(pool, `a pool of ${pool} ${at}`);
        rows.push(...drained.rows);
        rows.push(grown(`any free one of ${pool}, by 64 workers, each`, at, drained.msEach, firstDrain.msEach));
      }
      return rows;
    },
  },
];
