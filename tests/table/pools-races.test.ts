import { expect, test } from '@jest/globals';
import { AppError } from '#lib/core/errors';
import { listed } from '#lib/pools/ip-ranges';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { FreeCache } from '#lib/pools/service/free-cache';
import { given } from '#support/given';
import { injectFaults, inTrouble } from '#support/inject-faults';

const times = <T>(n: number, call: (i: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: n }, (_, i) => call(i)));

/** Successes, and the codes of the refusals; anything that is no refusal fails the test. */
const outcome = <T>(results: PromiseSettledResult<T>[]) => {
  const codes = results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    if (!(result.reason instanceof AppError)) throw result.reason;
    return [result.reason.code];
  });
  return { done: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])), codes };
};

const pool = async (...entries: string[]): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: 'race', addresses: listed(entries) });
  return id;
};

const idsOf = async (id: string) => (await pools.get(id)).pool.resources.map((resource) => resource.id);

test('64 callers, each a process of its own, get 40 addresses: 40 different ones, and 24 refusals', async () => {
  const id = await pool('10.0.0.1-10.0.0.40');
  const results = await times(64, () => pools.allocateAny(id, {}, { freeCache: new FreeCache() }));
  const { done, codes } = outcome(results);
  expect(new Set(done.map(({ ip_address }) => ip_address)).size).toBe(40);
  expect(done).toHaveLength(40);
  expect(codes).toEqual(Array(24).fill('pool.exhausted'));
});

test('64 callers of one process get 40 addresses likewise', async () => {
  const id = await pool('10.0.0.1-10.0.0.40');
  const { done, codes } = outcome(await times(64, () => pools.allocateAny(id)));
  expect(new Set(done.map(({ ip_address }) => ip_address)).size).toBe(40);
  expect(codes).toEqual(Array(24).fill('pool.exhausted'));
});

test('64 callers of one process share what is known of a pool: while it has plenty none of them reads the whole of it', async () => {
  const id = await pool('10.0.0.0/24');
  const seen: string[] = [];
  const end = injectFaults(({ command, input, proceed }) => {
    seen.push(input.IndexName ? `${command} of the index` : command);
    return proceed();
  });
  const { done } = outcome(await times(64, () => pools.allocateAny(id)).finally(end));
  expect(new Set(done.map(({ ip_address }) => ip_address)).size).toBe(64);
  expect(new Set(seen)).toEqual(new Set(['Query of the index', 'Query', 'GetItem', 'UpdateItem']));
  expect(seen.filter((command) => command !== 'UpdateItem').length).toBeLessThan(40);
});

test('64 callers of one process for the last 8: those who go away empty share the consistent reads', async () => {
  const id = await pool('10.0.0.1-10.0.0.8');
  let reads = 0;
  const end = injectFaults(({ command, input, proceed }) => {
    if (command === 'Query' && !input.IndexName) reads += 1;
    return proceed();
  });
  const { done, codes } = outcome(await times(64, () => pools.allocateAny(id)).finally(end));
  expect(new Set(done.map((resource) => resource.id)).size).toBe(8);
  expect(codes).toEqual(Array(56).fill('pool.exhausted'));
  expect(reads).toBeLessThan(28);
});

test('of 20 callers for one resource exactly one gets it', async () => {
  const id = await pool('10.0.0.1');
  const [resource = ''] = await idsOf(id);
  const { done, codes } = outcome(await times(20, () => pools.allocate(id, resource)));
  expect(done).toEqual([{ id: resource, ip_address: '10.0.0.1', status: 'ALLOCATED' }]);
  expect(codes).toEqual(Array(19).fill('resource.allocated'));
});

test('of 12 callers for 10 each of 100 addresses ten get theirs whole, and none an address twice', async () => {
  const id = await pool('10.0.0.1-10.0.0.100');
  const { done, codes } = outcome(await times(12, () => pools.allocateMany(id, 10, undefined)));
  expect(done).toHaveLength(10);
  expect(new Set(done.flat().map((resource) => resource.id)).size).toBe(100);
  expect(codes).toEqual(Array(2).fill('pool.exhausted'));
});

test('20 calls of one owner are all given the same address', async () => {
  const id = await pool('10.0.0.1-10.0.0.40');
  const { done } = outcome(
    await times(20, () => pools.allocateOwned(id, undefined, { owner: 'al' }, { freeCache: new FreeCache() })),
  );
  expect(new Set(done.map(({ ip_address }) => ip_address)).size).toBe(1);
  const { pool: seen } = await pools.get(id);
  expect(seen.resources.filter(({ status }) => status === 'ALLOCATED')).toHaveLength(1);
});

test('the last address goes to all calls of the owner that gets it, and to no call of another', async () => {
  for (let round = 0; round < 10; round += 1) {
    const id = await pool('10.0.0.1');
    const owners = ['al', 'bo'].flatMap((owner) => Array(8).fill(owner) as string[]);
    const { done, codes } = outcome(
      await Promise.all(
        owners.map((owner) =>
          pools.allocateOwned(id, undefined, { owner }, { freeCache: new FreeCache() }).then(
            (value) => ({ status: 'fulfilled', value }) as const,
            (reason) => ({ status: 'rejected', reason }) as const,
          ),
        ),
      ),
    );
    expect(done).toHaveLength(8);
    expect(new Set(done.map(({ owner }) => owner)).size).toBe(1);
    expect(codes).toEqual(Array(8).fill('pool.exhausted'));
  }
});

test('of 10 callers who add the same address exactly one does', async () => {
  const id = await pool();
  const { done, codes } = outcome(await times(10, () => pools.add(id, '10.0.0.1')));
  expect(done).toHaveLength(1);
  expect(codes).toEqual(Array(9).fill('resource.exists'));
});

test('of 20 creators of one id exactly one succeeds, and the pool is what that one asked for', async () => {
  const id = given.poolId();
  const create = async (i: number) => {
    const addresses = [`10.0.${i}.1`, `10.0.${i}.2`, `10.0.${i}.3`, `10.0.${i}.4`];
    await pools.create(id, { name: `of ${i}`, addresses });
    return { name: `of ${i}`, addresses };
  };
  const { done, codes } = outcome(await times(20, create));
  expect(codes).toEqual(Array(19).fill('pool.exists'));
  const { pool: made } = await pools.get(id);
  expect(done).toEqual([{ name: made.name, addresses: made.resources.map(({ ip_address }) => ip_address) }]);
});

test('of 10 creators who ask for the same exactly one succeeds', async () => {
  const id = given.poolId();
  const addresses = listed(['10.0.0.0/28']);
  const results = await times(10, () => pools.create(id, { name: 'same', addresses }));
  expect(outcome(results).codes).toEqual(Array(9).fill('pool.exists'));
  expect((await pools.get(id)).pool.resources.map(({ ip_address }) => ip_address)).toEqual(addresses);
});

test('a pool is deleted or an address of it allocated, never both', async () => {
  for (let round = 0; round < 12; round += 1) {
    const id = await pool('10.0.0.0/27');
    const ids = await idsOf(id);
    const [deleted, ...allocated] = await Promise.allSettled([
      pools.remove(id),
      ...[1, 8, 20].map((i) => pools.allocate(id, ids[i] ?? '')),
      pools.allocateAny(id),
    ]);
    outcome([...allocated, deleted as PromiseSettledResult<unknown>]);
    const isGone = deleted.status === 'fulfilled';
    const got = allocated.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : []));
    if (isGone) {
      expect(got).toEqual([]);
      await expect(pools.get(id)).rejects.toThrow(AppError);
    } else {
      const { resources } = (await pools.get(id)).pool;
      expect(resources).toHaveLength(30);
      expect(new Set(resources.flatMap(({ id: one, status }) => (status === 'ALLOCATED' ? [one] : [])))).toEqual(
        new Set(got),
      );
    }
  }
});

test('of 8 deletions exactly one is answered 204, and an address added beside them is there or refused', async () => {
  for (let round = 0; round < 6; round += 1) {
    const id = await pool('10.0.0.0/28');
    const added = pools.add(id, '10.1.1.1').then(
      () => true,
      () => false,
    );
    const results = await times(8, () => pools.remove(id));
    expect(outcome(results).codes).toEqual(Array(7).fill('pool.unknown'));
    await added;
    await pools.create(id, { name: 'again', addresses: [] });
    expect((await pools.get(id)).pool.resources).toEqual([]);
  }
});

test.each([1, 3, 5, 7, 8, 9, 10, 11, 12])(
  'an address that is used and released before reading %i of an allocation of several is found once',
  async (nth) => {
    for (let again = 0; again < 4; again += 1) {
      const id = given.poolId();
      await pools.create(id, { name: 'x', addresses: ['10.0.0.1-10.0.0.3'] });
      const held = await pools.allocate(id, resourceId(id, '10.0.0.1'));
      const useAndRelease = async () => {
        const used = await pools.allocate(id, resourceId(id, '10.0.0.2'));
        await pools.release(id, used.id);
        await pools.release(id, held.id);
      };
      let readings = 0;
      const allocated = inTrouble(
        async ({ command, proceed }) => {
          if (command === 'Query' && ++readings === nth) await inTrouble((other) => other.proceed(), useAndRelease);
          return proceed();
        },
        () => pools.allocateMany(id, 3, undefined, { freeCache: new FreeCache() }),
      );
      const { done, codes } = outcome(await Promise.allSettled([allocated]));
      expect(done.map((resources) => new Set(resources.map((one) => one.id)).size)).toEqual(codes.length ? [] : [3]);
      expect(['', 'resource.exhausted', 'pool.exhausted']).toContain(codes.join());
    }
  },
);
