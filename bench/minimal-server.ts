import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { plainSdk } from './plain-sdk.ts';

/**
 * What somebody would write in an afternoon, in a process of its own: Node's HTTP server and the SDK's document client, no
 * validation, no users, no stream. It stands beside Muster in `beside.bench.ts`, and prints the port that it listens on.
 */
const TableName = process.env.TABLE_NAME;
const LIST = 'DEVICES';

const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return pieces.length === 0 ? {} : JSON.parse(Buffer.concat(pieces).toString());
};

const keyOf = (id: string) => ({ pk: LIST, sk: id });

/** By method, and whether one thing is meant or all. */
const ROUTES: Record<string, (id: string, request: IncomingMessage) => Promise<unknown>> = {
  'PUT device': async (id, request) => {
    const Item = { ...keyOf(id), id, ...(await bodyOf(request)), registered_at: new Date().toISOString() };
    await plainSdk().send(new PutCommand({ TableName, Item }));
    return Item;
  },
  'GET device': async (id) =>
    (await plainSdk().send(new GetCommand({ TableName, Key: keyOf(id), ConsistentRead: true }))).Item,
  'GET devices': async () => {
    const { Items: items = [] } = await plainSdk().send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        Limit: 100,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': LIST },
      }),
    );
    return { items };
  },
  'PUT address': async (id) => {
    const { Attributes } = await plainSdk().send(
      new UpdateCommand({
        TableName,
        Key: { pk: 'ADDRESSES', sk: id },
        UpdateExpression: 'SET #s = :allocated, claim = :claim',
        ConditionExpression: 'attribute_not_exists(pk) OR #s = :free',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':allocated': 'ALLOCATED', ':free': 'FREE', ':claim': randomUUID() },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes;
  },
};

const server = createServer(async (request, response) => {
  const [, what = '', id = ''] = (request.url ?? '').split('/');
  const answer = await ROUTES[`${request.method} ${what}`]?.(id, request).catch((error: Error) => {
    response.statusCode = error.name === 'ConditionalCheckFailedException' ? 409 : 500;
    return { error: error.name };
  });
  if (answer === undefined) response.statusCode = 404;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answer ?? { error: 'not found' }));
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
