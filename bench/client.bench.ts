import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { documentClient, tableName } from '#lib/db/client';
import { type Bench, compareCpu } from './harness.ts';
import { plainSdk } from './plain-sdk.ts';

const LISTED = 100;
const itemOf = (n: number) => ({
  ...{ pk: 'CLIENT', sk: String(n).padStart(5, '0'), type: 'device', id: `device-${n}`, ip: '10.0.0.1', name: 'bench' },
  ...{ userdata: '{"rack":"a1"}', registeredAt: new Date().toISOString(), registrations: n, v: 2 },
});

const get = (n: number) => ({
  TableName: tableName(),
  Key: { pk: 'CLIENT', sk: itemOf(n % LISTED).sk },
  ConsistentRead: true,
});
const list = () => ({
  TableName: tableName(),
  KeyConditionExpression: 'pk = :p',
  ExpressionAttributeValues: { ':p': 'CLIENT' },
  ConsistentRead: true,
});
const change = (side: string) => (n: number) => ({
  TableName: tableName(),
  Key: { pk: `CLIENT ${side}`, sk: String(n) },
  UpdateExpression: 'SET #t = :t, ip = :ip, registeredAt = if_not_exists(registeredAt, :at) ADD registrations :one',
  ConditionExpression: 'NOT registrationId = :r',
  ExpressionAttributeNames: { '#t': 'type' },
  ExpressionAttributeValues: {
    ...{ ':t': 'device', ':ip': '10.0.0.1', ':at': new Date().toISOString(), ':one': 1, ':r': crypto.randomUUID() },
  },
  ReturnValues: 'ALL_NEW' as const,
});

export const benches: Bench[] = [
  {
    name: "The client of the table beside the SDK's: processor time of the process that asks",
    async run({ small }) {
      const rounds = small ? 100 : 4000;
      for (let n = 0; n < LISTED; n += 1)
        await plainSdk().send(new PutCommand({ TableName: tableName(), Item: itemOf(n) }));
      return [
        await compareCpu({
          figure: 'get an item',
          ours: (n) => documentClient().send('GetItem', get(n)),
          raw: (n) => plainSdk().send(new GetCommand(get(n))),
          rounds,
          atMost: 0.7,
        }),
        await compareCpu({
          figure: 'update an item under a condition',
          ours: (n) => documentClient().send('UpdateItem', change('ours')(n)),
          raw: (n) => plainSdk().send(new UpdateCommand(change('raw')(n))),
          rounds,
          atMost: 0.7,
        }),
        await compareCpu({
          figure: `query ${LISTED} items`,
          ours: () => documentClient().send('Query', list()),
          raw: () => plainSdk().send(new QueryCommand(list())),
          rounds: rounds / 10,
          atMost: 0.7,
        }),
      ];
    },
  },
];
