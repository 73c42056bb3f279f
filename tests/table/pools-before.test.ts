import { expect, test } from '@jest/globals';
import { AppError } from '#lib/core/errors';
import { namedId, resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { given } from '#support/given';
import { poolBefore } from '#support/pools-before';
import { codeOf } from '#support/refusal';

/** A pool of the release before 0.2 has no ranges: its addresses are those that have an item. It is used on as it is. */
const shown = async (id: string) =>
  (await pools.get(id, { view: 'full' })).pool.resources.map(({ ip_address, status, owner }) =>
    [ip_address, status, owner].filter(Boolean).join(' '),
  );

test('its addresses keep their ids and their holders', async () => {
  const id = await poolBefore({ heldBy: 'al' });
  expect(await shown(id)).toEqual(['10.0.0.1 ALLOCATED al', '10.0.0.2 RELEASED', '10.0.0.3 RELEASED']);
  const first = namedId(id, '10.0.0.1');
  expect(await pools.getResource(id, first)).toMatchObject({ id: first, ip_address: '10.0.0.1', status: 'ALLOCATED' });
  expect(await pools.allocateOwned(id, undefined, { owner: 'al' })).toMatchObject({ id: first, owner: 'al' });
  expect(await pools.release(id, first, { owner: 'bo' }).catch((error: AppError) => error.code)).toBe(
    'resource.held-by-another',
  );
  expect(await pools.release(id, first)).toMatchObject({ status: 'RELEASED' });
});

test('each of them is given once, and then it is exhausted', async () => {
  const id = await poolBefore();
  const got = await Promise.all([1, 2, 3].map(() => pools.allocateAny(id)));
  expect(new Set(got.map(({ ip_address }) => ip_address))).toEqual(new Set(['10.0.0.1', '10.0.0.2', '10.0.0.3']));
  expect(await codeOf(pools.allocateAny(id))).toBe('pool.exhausted');
  expect(await codeOf(pools.remove(id))).toBe('pool.in-use');
  for (const { id: one } of got) await pools.release(id, one);
  expect((await pools.allocateMany(id, 3, undefined)).map(({ ip_address }) => ip_address).sort()).toEqual([
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.3',
  ]);
});

test('it takes ranges of any size beside what it has, and gives addresses of both', async () => {
  const id = await poolBefore();
  expect(await pools.addAny(id, '10.1.0.0/16')).toEqual({ resources: ['10.1.0.0/16'], total: 65534 });
  expect(await codeOf(pools.add(id, '10.0.0.2'))).toBe('resource.exists');
  const { pool } = await pools.get(id, { limit: 5 });
  expect(pool.resources.map(({ ip_address }) => ip_address)).toEqual([
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.3',
    '10.1.0.1',
    '10.1.0.2',
  ]);
  expect(await pools.allocate(id, resourceId(id, '10.1.0.9'))).toMatchObject({ ip_address: '10.1.0.9' });
  expect(await pools.usage(id)).toMatchObject({ total: 65537 });
  await pools.removeResource(id, namedId(id, '10.0.0.1'));
  expect((await pools.get(id, { limit: 1 })).pool.resources).toMatchObject([{ ip_address: '10.0.0.2' }]);
});

test('it is found by address and by owner', async () => {
  const owner = given.name('owner');
  const id = await poolBefore({ heldBy: owner, addresses: ['10.77.0.1'] });
  expect((await pools.findAddress('10.77.0.1')).items.map(({ pool }) => pool)).toEqual([id]);
  expect((await pools.findOwned(owner)).items).toMatchObject([{ pool: id, ip_address: '10.77.0.1' }]);
});

test.each([
  ['was being created', { stage: 'CREATING', unwritten: ['10.0.0.4'] } as const, 4],
  ['was being deleted, with nothing decided', { stage: 'SEALING' } as const, undefined],
  ['was being deleted, with an address held', { stage: 'SEALING', heldBy: '' } as const, 3],
  ['had its deletion taken back', { stage: 'UNSEALING', heldBy: '' } as const, 3],
  ['was gone, but not cleared', { stage: 'REMOVING' } as const, undefined],
])('one that %s when the new release came is finished', async (_, before, addresses) => {
  const id = await poolBefore(before);
  const came = await codeOf(pools.allocateAny(id));
  expect(came).toBe(addresses === undefined ? 'pool.unknown' : 'done');
  if (addresses !== undefined) expect(await shown(id)).toHaveLength(addresses);
  const again = await codeOf(pools.create(id, { name: 'new', addresses: ['10.0.0.1'] }));
  expect(again).toBe(addresses === undefined ? 'done' : 'pool.exists');
  if (again === 'done') expect(await shown(id)).toEqual(['10.0.0.1 RELEASED']);
});

test('deleted, it leaves nothing, and its id can be used again', async () => {
  const id = await poolBefore();
  await pools.remove(id);
  await expect(pools.get(id)).rejects.toThrow(AppError);
  await pools.create(id, { name: 'new', addresses: ['10.0.0.9'] });
  expect(await shown(id)).toEqual(['10.0.0.9 RELEASED']);
});
