import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { handler as allocate } from '#functions/pools/allocate';
import { handler as create } from '#functions/pools/create';
import { handler as getPool } from '#functions/pools/get';
import { handler as check } from '#functions/ztp/check';
import { handler as register } from '#functions/ztp/register';
import { documentClient, tableName } from '#lib/db/client';
import { resourceId } from '#lib/pools/model';
import { call } from '#support/call';
import { type Bench, compare } from './harness.ts';

const addresses = (second: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `10.${second}.${n >> 8}.${n & 255}`);

/** Items of the same shape as ours, claimed by the bare call. */
const rawItems = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      documentClient().send(
        new PutCommand({
          TableName: tableName(),
          Item: {
            pk: 'RAW',
            sk: `${n}`,
            ipk: 'RAWFREE',
            isk: `${n}`,
            status: 'RELEASED',
            ip_address: '10.0.0.1',
            id: crypto.randomUUID(),
          },
        }),
      ),
    ),
  );

const rawClaim = (n: number) =>
  documentClient().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: { pk: 'RAW', sk: `${n}` },
      UpdateExpression: 'SET #s = :a REMOVE ipk, isk',
      ConditionExpression: '#s = :r',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':a': 'ALLOCATED', ':r': 'RELEASED' },
      ReturnValues: 'ALL_NEW',
    }),
  );

const rawRegister = (n: number) =>
  documentClient().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: { pk: `RAWDEVICE${n}`, sk: 'DEVICE' },
      UpdateExpression: 'SET ip = :ip, #n = :n, userdata = :u, ipk = :ipk, isk = :isk ADD registrations :one',
      ExpressionAttributeNames: { '#n': 'name' },
      ExpressionAttributeValues: {
        ':ip': '10.0.0.1',
        ':n': '',
        ':u': '',
        ':ipk': 'RAWDEVICES',
        ':isk': `${n}`,
        ':one': 1,
      },
      ReturnValues: 'ALL_NEW',
    }),
  );

const rawPool = () =>
  documentClient().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :p AND begins_with(sk, :r)',
      ExpressionAttributeValues: { ':p': 'POOL#bench-get', ':r': 'RESOURCE' },
      ConsistentRead: true,
    }),
  );

const rawGet = (n: number) =>
  documentClient().send(
    new GetCommand({ TableName: tableName(), Key: { pk: `RAWDEVICE${n}`, sk: 'DEVICE' }, ConsistentRead: true }),
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
      await rawItems(total);
      const device = (n: number) => ({ params: { id: `bench-${n}` }, body: { ip: '10.0.0.1' } });
      return [
        await compare({
          figure: 'allocate a named address',
          ours: (n) =>
            call(allocate, path, {
              params: { id: 'bench' },
              body: { id: resourceId('bench', addresses(1, total)[n] ?? '') },
            }),
          raw: rawClaim,
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
