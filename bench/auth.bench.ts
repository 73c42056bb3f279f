import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { handler as create } from '#functions/compute/create-compute-cluster';
import { handler as get } from '#functions/compute/get-compute-cluster';
import { handler as check } from '#functions/ztp/check-device';
import { handler as register } from '#functions/ztp/register-device';
import { login } from '#lib/auth/service';
import { add } from '#lib/auth/service/users';
import { tableName } from '#lib/db/client';
import { call } from '#support/call';
import { given } from '#support/given';
import { givenLogin } from '#support/users';
import { type Bench, compare, elapsedMs, figure, median, type Row } from './harness.ts';
import { plainSdk } from './plain-sdk.ts';

/** One strongly consistent get of an item as small as ours. */
const rawGet = () =>
  plainSdk().send(
    new GetCommand({ TableName: tableName(), Key: { pk: 'RAWTOKEN', sk: 'RAWTOKEN' }, ConsistentRead: true }),
  );

const putRaw = () =>
  plainSdk().send(
    new PutCommand({ TableName: tableName(), Item: { pk: 'RAWTOKEN', sk: 'RAWTOKEN', name: 'alice', user: 1 } }),
  );

/** The same endpoint with a token and without one, in turn, beside the raw get that the token is. */
const tokenAdds = async (rounds: number): Promise<Row[]> => {
  const { headers } = await givenLogin();
  const id = given.mac();
  await call(register, 'PUT /ztp/register/{id}', { params: { id }, body: { ip: given.ip() } });
  const look = (more: object) => call(check, 'GET /ztp/check/{id}', { params: { id }, ...more });
  const times: Record<'bare' | 'token' | 'raw', number[]> = { bare: [], token: [], raw: [] };
  const turns = [
    async () => times.bare.push(await elapsedMs(() => look({}))),
    async () => times.token.push(await elapsedMs(() => look({ headers }))),
    async () => times.raw.push(await elapsedMs(rawGet)),
  ];
  // Whoever comes after whom, each disturbs the others as often as it is disturbed.
  for (let n = 0; n < rounds; n += 1) for (let k = 0; k < 3; k += 1) await turns[(n + k * (n % 2 ? 1 : 2)) % 3]?.();
  const warm = (values: number[]) => median(values.slice(Math.ceil(rounds / 10)));
  const added = warm(times.token) - warm(times.bare);
  return [
    {
      figure: 'what a token adds to GET /ztp/check/{id}, beside one get',
      unit: 'ms',
      median: added,
      rawMedian: warm(times.raw),
      ratio: added / warm(times.raw),
      aim: 'at most 1.00 raw get',
      met: added <= warm(times.raw),
    },
  ];
};

const loginTakes = async (rounds: number): Promise<Row> => {
  const { name } = await add(given.name('user'), 'correct horse');
  const times: number[] = [];
  for (let n = 0; n < rounds; n += 1) times.push(await elapsedMs(() => login(name, 'correct horse', given.ip())));
  return figure('login: scrypt, and six requests', 'ms', median(times));
};

const clusters = async (rounds: number): Promise<Row> => {
  const { headers } = await givenLogin();
  const made = await call(create, 'POST /clusters/', { headers, body: { cpus: 1, memory: 1 } });
  const params = { id: String(made.body.id) };
  return compare({
    figure: 'GET /clusters/{id} with its token, beside two gets',
    ours: () => call(get, 'GET /clusters/{id}', { headers, params }),
    raw: async () => {
      await rawGet();
      await rawGet();
    },
    rounds,
  });
};

export const benches: Bench[] = [
  {
    name: 'Users and tokens',
    run: async ({ small }) => {
      await putRaw();
      return [
        ...(await tokenAdds(small ? 50 : 2000)),
        await clusters(small ? 50 : 2000),
        await loginTakes(small ? 3 : 20),
      ];
    },
  },
];
