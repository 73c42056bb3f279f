import { isNativeError, isSet } from 'node:util/types';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { connect, type DocumentClient, tableName } from '#lib/db/client';
import { fromAttributeValues } from '#lib/db/lean/attribute-values';
import { LeanClient } from '#lib/db/lean/client';
import type { Input, Operation } from '#lib/db/operations';
import { SdkClient } from '#lib/db/sdk-client';
import { given } from '#support/given';
import { startMisbehavingServer } from '#support/misbehaving-server';
import { type Instead, startRecordingProxy } from '#support/recording-proxy';

const proxy = await startRecordingProxy(process.env.DYNAMODB_ENDPOINT ?? '');
const both = (['lean', 'sdk'] as const).map((DYNAMODB_CLIENT) =>
  connect({ DYNAMODB_ENDPOINT: proxy.url, DYNAMODB_CLIENT }),
);
const [lean, sdk] = both as [DocumentClient, DocumentClient];

afterAll(async () => {
  for (const client of both) client.destroy();
  await proxy.stop();
});
beforeEach(() => {
  proxy.recorded.length = 0;
  proxy.meddle = undefined;
});

/** What does not depend on which of the two was asked: not how an error is called in JavaScript, nor request ids. */
const comparable = (outcome: unknown): unknown => {
  if (!isNativeError(outcome)) {
    const { $metadata: _, ...output } = outcome as Record<string, unknown>;
    return output;
  }
  const { name, message, $metadata, Item, CancellationReasons } = outcome as never as Record<string, never>;
  const imageIn = (image: unknown) => image && fromAttributeValues(image as never);
  const { httpStatusCode, attempts } = ($metadata ?? {}) as Record<string, unknown>;
  return {
    ...{ name, message, httpStatusCode, attempts, item: imageIn(Item) },
    reasons: (CancellationReasons as { Item?: unknown }[] | undefined)?.map(({ Item: image, ...reason }) => ({
      ...reason,
      item: imageIn(image),
    })),
  };
};

/** What a client gives for a request, and what it asked of the engine for that. */
const asked = async <O extends Operation>(client: DocumentClient, operation: O, input: Input<O>) => {
  proxy.recorded.length = 0;
  const outcome = await client.send(operation, input).catch((error: unknown) => error);
  return { outcome: comparable(outcome), recorded: [...proxy.recorded] };
};

const TableName = tableName();
const full = {
  text: 'Größe 😀',
  empty: '',
  n: 12.5,
  no: false,
  nothing: null,
  left: undefined,
  list: [1, 'a', { deep: [null] }],
  map: { a: { b: 'c' } },
  tags: new Set(['a', 'b']),
  numbers: new Set([1, 2]),
  bytes: new Uint8Array([0, 1, 254, 255]),
};

type Requests = { [O in Operation]: [string, O, (pk: string) => Input<O>] }[Operation][];

const isNew = 'attribute_not_exists(pk)';
const OLD = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** In this order, with a partition for each client. */
const REQUESTS: Requests = [
  ['an item of everything is put', 'PutItem', (pk) => ({ TableName, Item: { pk, sk: 'a', ...full } })],
  ['it is read', 'GetItem', (pk) => ({ TableName, Key: { pk, sk: 'a' }, ConsistentRead: true })],
  ['nothing is read', 'GetItem', (pk) => ({ TableName, Key: { pk, sk: 'none' } })],
  [
    'it is changed',
    'UpdateItem',
    (pk) => ({
      TableName,
      Key: { pk, sk: 'a' },
      UpdateExpression: 'SET #n = :n ADD tags :t',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':n': { now: [1] }, ':t': new Set(['c']) },
      ReturnValues: 'ALL_NEW',
    }),
  ],
  [
    'a condition is refused, with what is there',
    'PutItem',
    (pk) => ({ TableName, Item: { pk, sk: 'a' }, ConditionExpression: isNew, ...OLD }),
  ],
  [
    'a condition is refused, with nothing there',
    'DeleteItem',
    (pk) => ({ TableName, Key: { pk, sk: 'none' }, ConditionExpression: 'attribute_exists(pk)', ...OLD }),
  ],
  [
    'a batch is written',
    'BatchWriteItem',
    (pk) => ({
      RequestItems: {
        [TableName]: [
          { PutRequest: { Item: { pk, sk: 'b', ...full } } },
          { PutRequest: { Item: { pk, sk: 'c' } } },
          { DeleteRequest: { Key: { pk, sk: 'd' } } },
        ],
      },
    }),
  ],
  [
    'a batch is read',
    'BatchGetItem',
    (pk) => ({ RequestItems: { [TableName]: { Keys: [{ pk, sk: 'b' }], ConsistentRead: true } } }),
  ],
  [
    'a page is asked for',
    'Query',
    (pk) => ({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': pk },
      Limit: 2,
      ConsistentRead: true,
    }),
  ],
  [
    'the page after it',
    'Query',
    (pk) => ({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': pk },
      ExclusiveStartKey: { pk, sk: 'b' },
      ConsistentRead: true,
    }),
  ],
  [
    'items are counted',
    'Query',
    (pk) => ({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': pk },
      Select: 'COUNT',
    }),
  ],
  [
    'a transaction',
    'TransactWriteItems',
    (pk) => ({
      TransactItems: [
        { Put: { TableName, Item: { pk, sk: 'e', tags: new Set(['x']) }, ConditionExpression: isNew } },
        {
          Update: {
            TableName,
            Key: { pk, sk: 'c' },
            UpdateExpression: 'SET a = :a',
            ExpressionAttributeValues: { ':a': null },
          },
        },
        { Delete: { TableName, Key: { pk, sk: 'b' } } },
        { ConditionCheck: { TableName, Key: { pk, sk: 'a' }, ConditionExpression: 'attribute_exists(pk)' } },
      ],
    }),
  ],
  [
    'a transaction that is refused, with what is there',
    'TransactWriteItems',
    (pk) => ({
      TransactItems: [
        { Put: { TableName, Item: { pk, sk: 'f' }, ConditionExpression: isNew, ...OLD } },
        { Put: { TableName, Item: { pk, sk: 'e' }, ConditionExpression: isNew, ...OLD } },
      ],
    }),
  ],
  ['an item is deleted', 'DeleteItem', (pk) => ({ TableName, Key: { pk, sk: 'a' }, ReturnValues: 'ALL_OLD' })],
  ['a request that is wrong', 'GetItem', () => ({ TableName, Key: { nonsense: 1 } })],
  ['a table that is not there', 'GetItem', (pk) => ({ TableName: 'not-there', Key: { pk, sk: 'a' } })],
  ['everything is read', 'Scan', () => ({ TableName, Limit: 1, ConsistentRead: true })],
];

const partitions = { lean: given.name('same'), sdk: given.name('same') };
/** The partitions' names and the tokens of transactions apart, both must be the same. */
const leveled = (value: unknown, pk: string): unknown => {
  const level = (name: string, each: unknown): unknown => {
    if (name === 'ClientRequestToken') return typeof each;
    return isSet(each) ? [...each].sort() : each;
  };
  return JSON.parse(JSON.stringify(value, level).replaceAll(pk, 'pk'));
};

test.each(REQUESTS)("%s: request and answer are those of the SDK's client", async (name, operation, input) => {
  // A scan finds whatever comes first; what either puts is there for both.
  const [one, two] =
    name === 'everything is read' ? [partitions.lean, partitions.lean] : [partitions.lean, partitions.sdk];
  const ours = await asked(lean, operation, input(one));
  const theirs = await asked(sdk, operation, input(two));
  expect(leveled(ours, one)).toEqual(leveled(theirs, two));
  expect(ours.recorded).toHaveLength(1);
});

test('bytes and sets come back as what they were', async () => {
  const Key = { pk: given.name('same'), sk: 'a' };
  await lean.send('PutItem', { TableName, Item: { ...Key, ...full } });
  const { left: _, ...kept } = full;
  for (const client of both)
    expect((await client.send('GetItem', { TableName, Key })).Item).toEqual({ ...Key, ...kept });
});

const said = (name: string, status = 400): Instead => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name }),
});

const TROUBLE: Readonly<Record<string, Instead>> = {
  'hangs up': 'hang up',
  'is throttled': said('ThrottlingException'),
  'has no throughput left': said('ProvisionedThroughputExceededException'),
  'fails by itself': said('InternalServerError', 500),
  'is not there': { status: 503, body: '<html>no' },
  'is under way already': said('TransactionInProgressException'),
  'clashes with a transaction': said('TransactionConflictException'),
  'is refused': said('AccessDeniedException'),
  'answers nonsense': { status: 502, body: '<html>bad gateway' },
};

test.each(Object.entries(TROUBLE))(
  'an engine that %s is asked as often as by the SDK, and the error has its name',
  async (_, instead) => {
    proxy.meddle = () => instead;
    const Key = { pk: given.name('same'), sk: 'a' };
    const [ours, theirs] = [
      await asked(lean, 'GetItem', { TableName, Key }),
      await asked(sdk, 'GetItem', { TableName, Key }),
    ];
    expect(ours.recorded).toEqual(theirs.recorded);
    const essence = ({ name, httpStatusCode, attempts }: Record<string, unknown>) => ({
      ...{ httpStatusCode, attempts },
      // What is no JSON is called a fault of syntax by the one and nothing by the other; its status is what counts.
      ...(!(typeof instead === 'object' && instead.body.startsWith('<')) && {
        name: String(name).replace(/^Error$/, 'TimeoutError'),
      }),
    });
    expect(essence(ours.outcome as never)).toEqual(essence(theirs.outcome as never));
  },
);

test('what passes is not noticed', async () => {
  const Key = { pk: given.name('same'), sk: 'a' };
  proxy.meddle = (nth) => (nth <= 3 ? (['hang up', said('InternalServerError', 500)] as const)[nth % 2] : undefined);
  const { outcome, recorded } = await asked(lean, 'PutItem', { TableName, Item: { ...Key, n: 1 } });
  expect(outcome).toEqual({});
  expect(recorded).toHaveLength(4);
});

test('an engine that does not answer in time is asked again, and then is a time-out', async () => {
  const silent = await startMisbehavingServer(() => {});
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const patience = { connectMs: 1000, answerMs: 30 };
  const client = new LeanClient({ endpoint: silent.url, region: 'eu-central-1', credentials, patience });
  const error = await client
    .send('GetItem', { TableName, Key: { pk: 'a', sk: 'a' } })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 4 } });
  expect(silent.keys).toHaveLength(4);
  client.destroy();
  await silent.stop();
});

test('where credentials are found decides which client there is', () => {
  const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-central-1' };
  const made = (client: 'lean' | 'sdk', DYNAMODB_ENDPOINT: string | undefined, given: object) =>
    connect({ DYNAMODB_CLIENT: client, DYNAMODB_ENDPOINT }, given as NodeJS.ProcessEnv);
  expect(made('lean', undefined, env)).toBeInstanceOf(LeanClient);
  expect(made('lean', 'http://127.0.0.1:1', {})).toBeInstanceOf(LeanClient);
  expect(made('lean', undefined, {})).toBeInstanceOf(SdkClient);
  expect(made('sdk', undefined, env)).toBeInstanceOf(SdkClient);
});
