import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { handler as allocate } from '#functions/pools/allocate-resource';
import { handler as create } from '#functions/pools/create-pool';
import { handler as getPool } from '#functions/pools/get-pool';
import { handler as check } from '#functions/ztp/check-device';
import { handler as register } from '#functions/ztp/register-device';
import { tableName } from '#lib/db/client';
import { addressesIn, poolKey } from '#lib/db/keys';
import { resourceId } from '#lib/pools/resource-id';
import { call } from '#support/call';
import { type Bench, compare, compareCpu, type Row } from './harness.ts';
import { plainSdk } from './plain-sdk.ts';
import { rawClaim } from './raw-claim.ts';

const RAW = 'bench-raw';

const addressOf = (second: number, n: number): string => `10.${second}.${n >> 8}.${n & 255}`;
const addresses = (second: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => addressOf(second, n));

/** The same write as a registration makes, by hand. */
const rawRegister = (n: number) => {
  const at = new Date().toISOString();
  const once = ['id', 'registeredAt', '#n', 'userdata', 'ipk', 'isk', 'v'];
  return plainSdk().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: { pk: `DEVICE#raw-${n}`, sk: 'DEVICE' },
      UpdateExpression: `SET #t = :t, ip = :ip, lastRegisteredAt = :at, registrationId = :r, changedBy = :c, ${once
        .map((name) => `${name} = if_not_exists(${name}, :${name.replace('#', '')})`)
        .join(', ')} ADD registrations :one`,
      ConditionExpression: 'NOT registrationId = :r',
      ExpressionAttributeNames: { '#n': 'name', '#t': 'type' },
      ExpressionAttributeValues: {
        ...{ ':t': 'raw', ':ip': '10.0.0.1', ':at': at, ':r': crypto.randomUUID(), ':c': 'registration', ':one': 1 },
        ...{
          ':id': `raw-${n}`,
          ':registeredAt': at,
          ':n': '',
          ':userdata': '',
          ':ipk': 'RAW',
          ':isk': `raw-${n}`,
          ':v': 1,
        },
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
};

/** A pool is its own item and those of its addresses that have one, read in this order. */
const rawPool = async (id: string) => {
  const from = { TableName: tableName(), ConsistentRead: true };
  const { Item: pool } = await plainSdk().send(new GetCommand({ ...from, Key: poolKey(id) }));
  const { partition, from: first, to: last } = addressesIn(String(pool?.born), 0);
  await plainSdk().send(
    new QueryCommand({
      ...from,
      KeyConditionExpression: 'pk = :p AND sk BETWEEN :f AND :l',
      ExpressionAttributeValues: { ':p': partition, ':f': first, ':l': last },
    }),
  );
};

const rawGet = (n: number) =>
  plainSdk().send(
    new GetCommand({ TableName: tableName(), Key: { pk: `DEVICE#raw-${n}`, sk: 'DEVICE' }, ConsistentRead: true }),
  );

const path = 'PUT /api/pools/{id}/allocate';

const device = (n: number) => ({ params: { id: `bench-${n}` }, body: { ip: '10.0.0.1' } });

const JOBS = [
  {
    figure: 'allocate a named address',
    ours: (n: number) =>
      call(allocate, path, { params: { id: 'bench' }, body: { id: resourceId('bench', addressOf(1, n)) } }),
    raw: (n: number) => rawClaim(RAW, resourceId(RAW, addressOf(3, n))),
  },
  {
    figure: 'register a device',
    ours: (n: number) => call(register, 'PUT /ztp/register/{id}', device(n)),
    raw: rawRegister,
  },
  {
    figure: 'check a device',
    ours: (n: number) => call(check, 'GET /ztp/check/{id}', { params: { id: `bench-${n}` } }),
    raw: rawGet,
  },
  {
    figure: 'get a pool of 100, none of them ever used',
    ours: () => call(getPool, 'GET /api/pools/{id}', { params: { id: 'bench-get' } }),
    raw: () => rawPool('bench-get'),
  },
  {
    figure: 'get a pool of 100, all of them held',
    ours: () => call(getPool, 'GET /api/pools/{id}', { params: { id: 'bench-held' } }),
    raw: () => rawPool('bench-held'),
  },
];

const createPools = async (count: number): Promise<void> => {
  const pools = {
    bench: addresses(1, count),
    'bench-get': addresses(2, 100),
    'bench-held': addresses(4, 100),
    [RAW]: addresses(3, count),
  };
  for (const [id, resources] of Object.entries(pools))
    await call(create, 'PUT /api/pools/{id}', { params: { id }, body: { name: 'bench', resources } });
  await call(allocate, path, { params: { id: 'bench-held' }, body: { count: 100 } });
};

export const benches: Bench[] = [
  {
    name: 'The main job: a handler called with an event, beside the bare SDK call',
    async run({ small }) {
      const rounds = small ? 20 : 600;
      await createPools(3 * rounds);
      const rows: Row[] = [];
      for (const job of JOBS) rows.push(await compare({ ...job, rounds, atMost: 0.9 }));
      const after = Math.ceil(rounds * 1.5);
      for (const { figure, ours, raw } of JOBS)
        rows.push(
          await compareCpu({
            figure: `${figure}: processor time`,
            ours: (n) => ours(after + n),
            raw: (n) => raw(after + n),
            rounds,
            atMost: 0.9,
          }),
        );
      return rows;
    },
  },
];
