import { expect, test } from '@jest/globals';
import type { Api } from '#lib/api';
import { ApiError, client } from '#lib/http/client';
import { given } from '#support/given';

const api = client<Api>({ baseUrl: String(process.env.MUSTER_TEST_URL) });

test('the typed client calls an endpoint by its route', async () => {
  const id = given.poolId();
  const made = await api.receive('PUT /api/pools/{id}', {
    params: { id },
    body: { name: 'rack', resources: ['10.0.0.1'] },
  });
  expect(made).toMatchObject({ status: 201, body: { name: 'rack', resources: ['10.0.0.1'] } });
  expect(made.headers.get('location')).toBe(`/api/pools/${id}`);
  const allocated = await api('PUT /api/pools/{id}/allocate', { params: { id } });
  expect(allocated).toEqual({ id: expect.any(String), ip_address: '10.0.0.1', status: 'ALLOCATED' });
});

test('an error answer is thrown with its status, its problem and its sentence', async () => {
  const error = await api('GET /api/pools/{id}', { params: { id: 'nowhere' } }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 404, message: 'There is no pool nowhere.', body: { code: 'pool.unknown' } });
});

test('what an endpoint does not take is a type error', () => {
  const never = (): unknown[] => [
    // @ts-expect-error there is no such route
    api('GET /api/nothing'),
    // @ts-expect-error the id is missing
    api('GET /api/pools/{id}'),
    // @ts-expect-error a pool has no colour
    api('PUT /api/pools/{id}', { params: { id: 'a' }, body: { name: 'a', colour: 'red' } }),
  ];
  expect(never).toBeInstanceOf(Function);
});
