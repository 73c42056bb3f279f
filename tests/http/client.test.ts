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

/** The running stack over a bad line: the answers of the first `lost` calls do not arrive. */
const badLine = (lost: number) => {
  const keys: (string | null)[] = [];
  const over: typeof fetch = async (input, init) => {
    keys.push(new Headers(init?.headers).get('idempotency-key'));
    const response = await fetch(input, init);
    if (keys.length <= lost) throw new TypeError('fetch failed');
    return response;
  };
  return { keys, over };
};

test('a call whose answer is lost is sent again under the same key, and is done once', async () => {
  const id = given.poolId();
  await api('PUT /api/pools/{id}', { params: { id }, body: { name: 'rack', resources: ['10.0.0.1', '10.0.0.2'] } });
  const { keys, over } = badLine(2);
  const shaky = client<Api>({ baseUrl: String(process.env.MUSTER_TEST_URL), fetch: over });
  expect(await shaky('PUT /api/pools/{id}/allocate', { params: { id } })).toMatchObject({ status: 'ALLOCATED' });
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0], keys[0]]);
  expect(await api('GET /api/pools/{id}/use', { params: { id } })).toMatchObject({ total: 2 });
  const { resources } = (await (await fetch(`${process.env.MUSTER_TEST_URL}/api/pools/${id}?view=full`)).json()) as {
    resources: { status: string }[];
  };
  expect(resources.filter(({ status }) => status === 'ALLOCATED')).toHaveLength(1);
});

test('each call has a key of its own, reading calls have none, and the last failure is told', async () => {
  const { keys, over } = badLine(100);
  const dead = client<Api>({ baseUrl: String(process.env.MUSTER_TEST_URL), fetch: over, retries: 1 });
  await expect(dead('GET /api/pools')).rejects.toThrow('fetch failed');
  expect(keys).toEqual([null, null]);
  await expect(dead('DELETE /api/pools/{id}', { params: { id: 'nowhere' } })).rejects.toThrow('fetch failed');
  await expect(dead('DELETE /api/pools/{id}', { params: { id: 'nowhere' } })).rejects.toThrow('fetch failed');
  expect(keys[2]).toBe(keys[3]);
  expect(keys[4]).not.toBe(keys[2]);
});

test('what is busy is asked again when it says, and what refuses is not', async () => {
  const given = [503, 409, 200];
  const asked: number[] = [];
  const busy: typeof fetch = async () => {
    const status = given.shift() ?? 500;
    asked.push(status);
    return Response.json({ items: [] }, { status, headers: status === 200 ? {} : { 'Retry-After': '0' } });
  };
  expect(await client<Api>({ fetch: busy })('GET /api/pools')).toEqual({ items: [] });
  expect(asked).toEqual([503, 409, 200]);
  const refuses: typeof fetch = async () => Response.json({ detail: 'No.' }, { status: 409 });
  await expect(client<Api>({ fetch: refuses })('GET /api/pools')).rejects.toThrow('No.');
});
