import { expect, test } from '@jest/globals';
import { handler as allocate } from '#functions/pools/allocate-resource';
import { handler as create } from '#functions/pools/create-pool';
import { call } from '#support/call';
import { given } from '#support/given';

test('allocates the free one when no id is named, and refuses with 409 when none is left', async () => {
  const id = given.poolId();
  const made = await call(create, 'PUT /api/pools/{id}', {
    params: { id },
    body: { name: 'rack', resources: ['10.0.0.1'] },
  });
  expect(made).toMatchObject({ status: 201, body: { name: 'rack', resources: ['10.0.0.1'] } });
  const first = await call(allocate, 'PUT /api/pools/{id}/allocate', { params: { id } });
  expect(first).toMatchObject({ status: 200, body: { ip_address: '10.0.0.1', status: 'ALLOCATED' } });
  const second = await call(allocate, 'PUT /api/pools/{id}/allocate', { params: { id } });
  expect(second).toMatchObject({ status: 409, body: { code: 'pool.exhausted' } });
});
