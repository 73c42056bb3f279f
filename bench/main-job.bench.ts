import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { handler as allocate } from '#functions/pools/allocate-resource';
import { handler as create } from '#functions/pools/create-pool';
import { handler as getPool } from '#functions/pools/get-pool';
import { handler as check } from '#functions/ztp/check-device';
import { handler as register } from '#functions/ztp/register-device';
import { documentClient, tableName } from '#lib/db/client';
import { resourceId } from '#lib/pools/resource-id';
import { call } from '#support/call';
import { type Bench, compare } from './harness.ts';
import { rawClaim } from './raw-claim.ts';

const RAW = 'bench-raw';

const addressOf = (second: number, n: number): string => `10.${second}.${n >> 8}.${n & 255}`;
const addresses = (second: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => addressOf(second, n));

/** The same write as a registration makes, by hand. */
const rawRegister = (n: number) => {
  const at = new Date().toISOString();
  const once = ['id', 'registeredAt', '#n', 'userdata', 'ipk', 'isk', 'v'];
  return documentClient().send(
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

/** A pool is its own item and those of its addresses, read in this order. */
const rawPool = async () => {
  const from = { TableName: tableName(), ConsistentRead: true };
  await documentClient().send(new GetCommand({ ...from, Key: { pk: 'POOLS', sk: 'bench-get' } }));
  await documentClient().send(
    new QueryCommand({
      ...from,
      KeyConditionExpression: 'pk = :p AND begins_with(sk, :r)',
      ExpressionAttributeValues: { ':p': 'POOL#bench-get', ':r': 'RESOURCE' },
    }),
  );
};

const rawGet = (n: number) =>
  documentClient().send(
    new GetCommand({ TableName: tableName(), Key: { pk: `DEVICE#raw-${n}`, sk: 'DEVICE' }, ConsistentRead: true }),
  );

const path = 'PUT /api/pools/{id}/allocate';

export const benches: Bench[] = [
  {
    name: 'The main job: a handler called with an event, beside the bare SDK call',
    async run({ small }) {
      const rounds = small ? 20 : 600;
      const total = rounds + Math.ceil(rounds / 10);
      await call(create, 'PUT /api/pools/{id}', {
        params: { id: 'bench' },
        body: { name: 'bench', resources: addresses(1, total) },
      });
      await call(create, 'PUT /api/pools/{id}', {
        params: { id: 'bench-get' },
        body: { name: 'bench', resources: addresses(2, 100) },
      });
      await call(create, 'PUT /api/pools/{id}', {
        params: { id: RAW },
        body: { name: RAW, resources: addresses(3, total) },
      });
      const device = (n: number) => ({ params: { id: `bench-${n}` }, body: { ip: '10.0.0.1' } });
      return [
        await compare({
          figure: 'allocate a named address',
          ours: (n) =>
            call(allocate, path, {
              params: { id: 'bench' },
              body: { id: resourceId('bench', addressOf(1, n)) },
            }),
          raw: (n) => rawClaim(RAW, resourceId(RAW, addressOf(3, n))),
          rounds,
          atMost: 1.2,
        }),
        await compare({
          figure: 'register a device',
          ours: (n) => call(register, 'PUT /ztp/register/{id}', device(n)),
          raw: rawRegister,
          rounds,
          atMost: 1.2,
        }),
        await compare({
          figure: 'check a device',
          ours: (n) => call(check, 'GET /ztp/check/{id}', { params: { id: `bench-${n}` } }),
          raw: rawGet,
          rounds,
          atMost: 1.2,
        }),
        await compare({
          figure: 'get a pool of 100',
          ours: () => call(getPool, 'GET /api/pools/{id}', { params: { id: 'bench-get' } }),
          raw: rawPool,
          rounds,
          atMost: 1.2,
        }),
      ];
    },
  },
];
