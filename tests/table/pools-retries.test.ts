import { expect, test } from '@jest/globals';
import * as pools from '#lib/pools/service';
import { losingAnAnswerAfter } from '#support/crash';
import { given } from '#support/given';

const aPool = async () => {
  const pool = given.poolId();
  await pools.create(pool, { name: 'p', addresses: ['10.0.0.1', '10.0.0.2'] });
  return { pool, resource: (await pools.get(pool)).pool.resources[0] };
};

test('an allocation whose answer was lost on the way is answered 200, not 409 with nobody holding it', async () => {
  const { pool, resource } = await aPool();
  const { given: answer } = await losingAnAnswerAfter(0, () => pools.allocate(pool, resource?.id ?? ''));
  expect(answer).toEqual({ ...resource, status: 'ALLOCATED' });
});

test('any free one likewise: no second address is taken', async () => {
  const { pool } = await aPool();
  await losingAnAnswerAfter(0, () => pools.allocateAny(pool));
  const { resources } = (await pools.get(pool)).pool;
  expect(resources.filter(({ status }) => status === 'ALLOCATED')).toHaveLength(1);
});

test('a release whose answer was lost is answered 200', async () => {
  const { pool } = await aPool();
  const { id, ip_address } = await pools.allocateAny(pool);
  const { given: answer } = await losingAnAnswerAfter(0, () => pools.release(pool, id));
  expect(answer).toEqual({ id, ip_address, status: 'RELEASED' });
});

test('a release that is sent again does not take the address from who was given it meanwhile', async () => {
  const { pool } = await aPool();
  const { id, ip_address } = await pools.allocateAny(pool);
  const { wasLost, given: answer } = await losingAnAnswerAfter(
    0,
    () => pools.release(pool, id),
    () => pools.allocate(pool, id),
  );
  expect({ wasLost, answer }).toEqual({ wasLost: true, answer: { id, ip_address, status: 'RELEASED' } });
  expect(await pools.getResource(pool, id)).toMatchObject({ status: 'ALLOCATED' });
});
