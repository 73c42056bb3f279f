import * as pools from '#lib/pools/service';
import { FreeCache } from '#lib/pools/service/free-cache';
import { measure } from '#support/costs';
import { beside, drainSome, emptied, poolOf, takenSome, tries } from './drain.ts';
import { type Bench, elapsedMs, figure, median, type Row } from './harness.ts';
import { simulate } from './hot-pool.ts';

const creation = async (block: string, rounds: number): Promise<{ ms: number; writes: number }> => {
  const times: number[] = [];
  let units = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { writes } = await measure(async () => void times.push(await elapsedMs(() => poolOf(block))));
    units = writes;
  }
  return { ms: median(times), writes: units };
};

/** What one allocation costs, reads and writes, by a process that knows nothing. */
const freshCost = async (id: string): Promise<number> => {
  const { reads, writes } = await measure(() => pools.allocateAny(id, {}, { freeCache: new FreeCache() }));
  return reads + writes;
};

export const benches: Bench[] = [
  {
    name: 'Pools: creating one of any size',
    async run({ small }) {
      const rounds = small ? 5 : 40;
      await creation('10.0.0.0/24', rounds);
      const rows: Row[] = [];
      let first = 0;
      for (const block of ['10.0.0.0/24', '10.0.0.0/16', '10.0.0.0/8', '2001:db8::/64']) {
        const { ms, writes } = await creation(block, rounds);
        first ||= ms;
        rows.push(figure(`${block} is created`, 'ms', ms, { words: 'within 1.5 of a /24', met: ms <= first * 1.5 }));
        rows.push(figure(`${block}: write units`, 'units', writes, { words: 'at most 10', met: writes <= 10 }));
      }
      return rows;
    },
  },
  {
    name: 'Pools: any free address, allocated by 64 workers',
    async run({ small }) {
      await emptied(small ? 50 : 200, 'a pool to warm up');
      const [few, many] = small ? [100, 200] : [500, 4000];
      const first = await emptied(few);
      const big = await emptied(many);
      const rows = await takenSome('10.0.0.0/8', small ? 200 : 4000);
      return [...first.rows, ...big.rows, beside(`a pool of ${many}`, big.msEach, first.msEach), ...rows];
    },
  },
  {
    name: 'Pools: 4 processes that share nothing, 16 workers each',
    async run({ small }) {
      const count = small ? 200 : 4000;
      const id = await poolOf('10.0.0.0/8');
      const caches = Array.from({ length: 4 }, () => new FreeCache());
      const got = new Set<string>();
      const updates = await tries(() => drainSome(id, count, (ip) => got.add(ip), caches));
      return [
        figure('any free one of a /8: doubles', 'addresses', count - got.size, { words: '0', met: got.size === count }),
        figure('any free one of a /8: tries', 'per allocation', updates / count, {
          words: 'at most 1.6',
          met: updates / count <= 1.6,
        }),
      ];
    },
  },
  {
    name: 'Pools: at 99.9 % use',
    async run({ small }) {
      const block = small ? '10.0.0.0/22' : '10.0.0.0/18';
      const id = await poolOf(block);
      const empty = await freshCost(id);
      const { released } = await pools.usage(id);
      const left = Math.ceil(Number(released) / 1000);
      for (let rest = Number(released) - 1 - left; rest > 0; rest -= 100)
        await pools.allocateMany(id, Math.min(100, rest), undefined);
      const full = await freshCost(id);
      return [
        figure('an allocation, first of a process: empty', 'units', empty),
        figure('an allocation, first of a process: 99.9 % in use', 'units', full, {
          words: 'at most three times',
          met: full <= 3 * empty,
        }),
      ];
    },
  },
  {
    name: "Pools: a hot pool on AWS, simulated with DynamoDB's limits",
    async run({ small }) {
      const seconds = small ? 2 : 10;
      const rows = [1, 16].flatMap((partitions) =>
        [10, 100, 1000].map((callers) => ({ partitions, callers, ...simulate({ callers, partitions, seconds }) })),
      );
      return rows.flatMap(({ partitions, callers, perSecond, p50Ms, p99Ms }) => {
        const name = `${callers} callers, ${partitions} partition${partitions > 1 ? 's' : ''}`;
        return [
          figure(`${name}: allocations`, 'per second', perSecond),
          figure(`${name}: time of a call, median`, 'ms', p50Ms),
          figure(`${name}: time of a call, 99th percentile`, 'ms', p99Ms),
        ];
      });
    },
  },
];
