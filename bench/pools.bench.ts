import * as pools from '#lib/pools/service';
import { aPool, beside, emptied } from './drain.ts';
import { type Bench, elapsedMs, figure } from './harness.ts';

export const benches: Bench[] = [
  {
    name: 'Pools: creating and deleting a big one',
    async run({ small }) {
      const size = small ? 300 : 4094;
      let id = '';
      const created = await elapsedMs(async () => {
        id = await aPool(size);
      });
      const deleted = await elapsedMs(() => pools.remove(id));
      return [
        figure(`a pool of ${size} is created`, 'ms', created, { words: 'under 5 s', met: created < 5000 }),
        figure(`a pool of ${size} is deleted`, 'ms', deleted),
      ];
    },
  },
  {
    name: 'Pools: any free address, allocated by 64 workers until the pool is empty',
    async run({ small }) {
      await emptied(small ? 50 : 200, 'a pool to warm up');
      const [few, many] = small ? [100, 200] : [500, 4000];
      const first = await emptied(few);
      const big = await emptied(many);
      return [...first.rows, ...big.rows, beside(`a pool of ${many}`, big.msEach, first.msEach)];
    },
  },
];
