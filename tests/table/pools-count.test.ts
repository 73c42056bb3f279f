import { expect, test } from '@jest/globals';
import { AppError } from '#lib/core/errors';
import type { ResourceRecord } from '#lib/pools/records';
import { find } from '#lib/pools/repository/usage-counters';
import * as pools from '#lib/pools/service';
import { given } from '#support/given';
import { reachMarksOf } from '#support/marks';

const aPool = async () => {
  const pool = given.poolId();
  await pools.create(pool, { name: 'p', addresses: ['10.0.0.0/29'] });
  return { pool, born: (await find(pool))?.pool.born ?? '' };
};

const resource = (born: string, status: ResourceRecord['status']): ResourceRecord => ({
  id: 'r',
  ip_address: '10.0.0.1',
  status,
  born,
  ranged: true,
});

const taken = ({ pool, born }: { pool: string; born: string }, n: number) => ({
  pool,
  before: undefined,
  after: resource(born, 'ALLOCATED'),
  sequence: String(n).padStart(48, '0'),
});

test('a change that the stream hands on again is counted once, however the batch is cut', async () => {
  const life = await aPool();
  const changes = [1, 2, 3, 4, 5].map((n) => taken(life, n));
  await pools.count(changes.slice(0, 3));
  await pools.count(changes);
  await pools.count(changes.slice(2));
  expect(await pools.usage(life.pool)).toEqual({ total: 6, allocated: 5, released: 1, cooling: 0 });
});

test('what an earlier pool of the same id has left in the stream is not counted', async () => {
  const { pool } = await aPool();
  await pools.count([taken({ pool, born: 'another life' }, 9)]);
  expect(await pools.usage(pool)).toEqual({ total: 6, allocated: 0, released: 6, cooling: 0 });
});

test('a recount puts wrong counts right, when the stream has brought all', async () => {
  const life = await aPool();
  await pools.allocateAny(life.pool);
  // Here no stream runs: it is played, and brings a change that never was.
  await pools.count([taken(life, 1), taken(life, 2)]);
  const end = reachMarksOf(life.pool);
  expect(await pools.recount(life.pool)).toEqual({ total: 6, allocated: 1, released: 5, cooling: 0, drift: 1 });
  end();
  expect(await pools.usage(life.pool)).toMatchObject({ allocated: 1 });
});

test('a recount that the stream does not reach says so', async () => {
  const { pool } = await aPool();
  await expect(pools.recount(pool, { patienceMs: 100 })).rejects.toThrow(AppError);
});

test('each part of a big pool is counted by its own order of changes', async () => {
  const pool = given.poolId();
  await pools.create(pool, { name: 'p', addresses: ['10.0.0.0/8'] });
  const born = (await find(pool))?.pool.born ?? '';
  const change = (shard: number, n: number) => ({ ...taken({ pool, born }, n), shard });
  await pools.count([change(3, 9)]);
  await pools.count([change(7, 2), change(3, 9)]);
  expect(await pools.usage(pool)).toEqual({ total: 16777214, allocated: 2, released: 16777212, cooling: 0 });
});
