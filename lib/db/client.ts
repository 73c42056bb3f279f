import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { settings } from '#lib/core/settings';
import { localEndpoint } from './local-endpoint.ts';

const connect = (): DynamoDBDocumentClient => {
  const { DYNAMODB_ENDPOINT } = settings();
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      ...(DYNAMODB_ENDPOINT ? localEndpoint(DYNAMODB_ENDPOINT) : {}),
      maxAttempts: 4,
      // DynamoDB answers in milliseconds. One that has not after seconds never will; a new try may. An engine on a busy
      // laptop may just be waiting for its turn.
      requestHandler: {
        connectionTimeout: DYNAMODB_ENDPOINT ? 60_000 : 1000,
        requestTimeout: DYNAMODB_ENDPOINT ? 60_000 : 5000,
        throwOnRequestTimeout: true,
        httpAgent: { keepAlive: true, maxSockets: 128 },
        httpsAgent: { keepAlive: true, maxSockets: 128 },
      },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
};

let client: DynamoDBDocumentClient | undefined;

/** The document client of this process: made once, kept over invocations, so that connections are. */
export const documentClient = (): DynamoDBDocumentClient => {
  client ??= connect();
  return client;
};

/** The name of the one table. */
export const tableName = (): string => settings().TABLE_NAME;
