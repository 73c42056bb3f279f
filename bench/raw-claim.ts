import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { tableName } from '#lib/db/client';
import { addressKey } from '#lib/db/keys';
import { plainSdk } from './plain-sdk.ts';

/** The conditional update that allocates an address which nobody has touched, written by hand for the bare SDK. */
export const rawClaim = (pool: string, id: string) =>
  plainSdk().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: addressKey(`raw ${pool}`, 0, id),
      UpdateExpression:
        'SET #t = :t, #p = :p, born = :p, id = :id, ip_address = :id, #s = :a, claim = :c, allocation = :c REMOVE leaseUntil, backAt, #o, ipk, isk',
      ConditionExpression: 'attribute_not_exists(pk) OR backAt <= :now OR (#s = :r AND attribute_not_exists(backAt))',
      ExpressionAttributeNames: { '#s': 'status', '#o': 'owner', '#t': 'type', '#p': 'pool' },
      ExpressionAttributeValues: {
        ...{ ':a': 'ALLOCATED', ':r': 'RELEASED', ':t': 'raw', ':p': pool, ':id': id },
        ...{ ':c': crypto.randomUUID(), ':now': new Date().toISOString() },
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
