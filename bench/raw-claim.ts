import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { documentClient, tableName } from '#lib/db/client';
import { resourceKey } from '#lib/db/keys';

/** The conditional update that allocates a resource, written by hand for the bare SDK. */
export const rawClaim = (pool: string, id: string) =>
  documentClient().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: resourceKey(pool, id),
      UpdateExpression: 'SET #s = :a, claim = :c REMOVE leaseUntil, backAt, #o, ipk, isk',
      ConditionExpression:
        'attribute_not_exists(seal) AND (backAt <= :now OR (#s = :r AND attribute_not_exists(backAt)))',
      ExpressionAttributeNames: { '#s': 'status', '#o': 'owner' },
      ExpressionAttributeValues: {
        ...{ ':a': 'ALLOCATED', ':r': 'RELEASED' },
        ...{ ':c': crypto.randomUUID(), ':now': new Date().toISOString() },
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
