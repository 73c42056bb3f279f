import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '#lib/core/errors';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { dyingAfter } from '#support/crash';
import { given } from '#support/given';
import { type Done, explain, type Operation, type Possible, type Result, visible } from '#support/pools-model';

const ADDRESSES = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '::6'];

const address = fc.constantFrom(...ADDRESSES);
const pool = fc.constantFrom('a', 'a', 'a', 'b');
const ttlSeconds = fc.option(fc.constantFrom(10, 60), { nil: undefined });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      pool,
      addresses: fc.constantFrom(ADDRESSES.slice(0, 5), ADDRESSES.slice(2)),
      coolDownSeconds: fc.constantFrom(0, 30),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), pool }) },
  fc.record({ do: fc.constant('allocate' as const), pool, address, ttlSeconds }),
  fc.record({ do: fc.constant('allocateAny' as const), pool, ttlSeconds }),
  fc.record({ do: fc.constant('allocateMany' as const), pool, count: fc.constantFrom(2, 4) }),
  fc.record({ do: fc.constant('allocateOwned' as const), pool, owner: fc.constantFrom('al', 'bo'), ttlSeconds }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), pool, address }) },
  fc.record({ do: fc.constant('add' as const), pool, address }),
  fc.record({ do: fc.constant('removeResource' as const), pool, address }),
);

/** Some calls side by side, each of which may die after so many writes, and then time passes. */
const turn = fc.record({
  calls: fc.array(fc.record({ call: operation, writes: fc.oneof(fc.constant(1000), fc.integer({ min: 0, max: 7 })) }), {
    minLength: 1,
    maxLength: 3,
  }),
  seconds: fc.constantFrom(0, 0, 15, 60),
});

const run = async (call: Operation, id: string, now: () => Date): Promise<string[]> => {
  const ips = (resources: { ip_address: string }[]) => resources.map(({ ip_address }) => ip_address);
  switch (call.do) {
    case 'create': {
      const { addresses, coolDownSeconds } = call;
      await pools.create(id, { name: addresses.join(), addresses, coolDownSeconds }, { now });
      return [];
    }
    case 'delete':
      await pools.remove(id, { now });
      return [];
    case 'allocate':
      return ips([await pools.allocate(id, resourceId(id, call.address), call, { now })]);
    case 'allocateAny':
      return ips([await pools.allocateAny(id, call, { now })]);
    case 'allocateMany':
      return ips(await pools.allocateMany(id, call.count, undefined, { now }));
    case 'allocateOwned':
      return ips([await pools.allocateOwned(id, undefined, call, { now })]);
    case 'release':
      return ips([await pools.release(id, resourceId(id, call.address), { now })]);
    case 'add':
      return ips([await pools.add(id, call.address, { now })]);
    case 'removeResource':
      await pools.removeResource(id, resourceId(id, call.address), { now });
      return [];
  }
};

const settle = async (call: Operation, writes: number, id: string, now: () => Date): Promise<Done> => {
  let result: Result = { died: true };
  const died = await dyingAfter(writes, async () => {
    try {
      result = { ok: await run(call, id, now) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // 503 says that nobody knows whether it happened.
      result = error.kind === 'unavailable' ? { died: true } : { code: error.code };
    }
  });
  return { call, result: died ? { died: true } : result };
};

const look = async (ids: Record<string, string>, now: Date) => {
  const seen: Record<string, unknown> = {};
  for (const [name, id] of Object.entries(ids)) {
    try {
      const { pool: found } = await pools.get(id, { view: 'full', now: () => now });
      const ms = (iso?: string) => (iso === undefined ? '' : Date.parse(iso));
      seen[name] = found.resources.map(({ ip_address, status, owner = '', lease_until, cooling_until }) => [
        ip_address,
        status === 'ALLOCATED' ? `held ${owner} ${ms(lease_until)}` : `free ${ms(cooling_until)}`,
      ]);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return seen;
};

test('whatever calls run side by side and wherever they die, pools are as if each had happened at once or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 2, maxLength: 14 }), async (turns) => {
      const ids = { a: given.poolId(), b: given.poolId() };
      let now = new Date('2026-11-20T12:00:00.000Z');
      let ways: Possible[] = [{ world: { pools: {}, ghosts: [] }, pending: [] }];
      const history: unknown[] = [];
      for (const { calls, seconds } of turns) {
        const at = now;
        const done = await Promise.all(
          calls.map(({ call, writes }) => settle(call, writes, ids[call.pool as 'a'], () => at)),
        );
        const seen = await look(ids, at);
        history.push(...done, seen);
        const explained = ways.flatMap((way) => explain(way, done, at.getTime()));
        ways = explained.filter(
          ({ world }) => JSON.stringify(sorted(visible(world, at.getTime()))) === JSON.stringify(sorted(seen)),
        );
        if (ways.length === 0)
          throw new Error(`Nothing explains\n${history.map((one) => JSON.stringify(one)).join('\n')}`);
        ways = [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
        now = new Date(now.getTime() + seconds * 1000);
      }
      expect(ways).not.toEqual([]);
    }),
    { numRuns: Number(process.env.POOLS_MODEL_RUNS ?? 20), endOnFailure: true },
  );
});

const sorted = (record: Record<string, unknown>) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
