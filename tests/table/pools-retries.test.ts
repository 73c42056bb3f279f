import { afterEach, expect, test } from '@jest/globals';
import { documentClient } from '#lib/db/client';
import * as pools from '#lib/pools/service';
import { given } from '#support/given';

/** Loses the answer of the next update: the engine has done it, and the SDK does not know and sends it again. */
const loseAnAnswer = (): void => {
  let isLost = false;
  documentClient().middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        if (isLost || !commandName.startsWith('Update')) return result;
        isLost = true;
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
      },
    { step: 'deserialize', name: 'lose', priority: 'low' },
  );
};

afterEach(() => {
  documentClient().middlewareStack.remove('lose');
});

const aPool = async () => {
  const pool = given.poolId();
  await pools.create(pool, { name: 'p', addresses: ['10.0.0.1', '10.0.0.2'] });
  return { pool, resource: (await pools.get(pool)).pool.resources[0] };
};

test('an allocation whose answer was lost on the way is answered 200, not 409 with nobody holding it', async () => {
  const { pool, resource } = await aPool();
  loseAnAnswer();
  expect(await pools.allocate(pool, resource?.id ?? '')).toEqual({ ...resource, status: 'ALLOCATED' });
});

test('any free one likewise: no second address is taken', async () => {
  const { pool } = await aPool();
  loseAnAnswer();
  await pools.allocateAny(pool);
  const { resources } = (await pools.get(pool)).pool;
  expect(resources.filter(({ status }) => status === 'ALLOCATED')).toHaveLength(1);
});

test('a release whose answer was lost is answered 200', async () => {
  const { pool } = await aPool();
  const { id, ip_address } = await pools.allocateAny(pool);
  loseAnAnswer();
  expect(await pools.release(pool, id)).toEqual({ id, ip_address, status: 'RELEASED' });
});
