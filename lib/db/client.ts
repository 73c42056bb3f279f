import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { assertLease } from '#lib/core/lease';
import { settings } from '#lib/core/settings';
import { localEndpoint } from './local-endpoint.ts';

/** Each sending of a request, the repeated ones too, goes out under the lease of the call that it belongs to. */
const fence = ({ middlewareStack }: DynamoDBDocumentClient): void =>
  middlewareStack.add(
    (next) => async (args) => {
      assertLease();
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'lease' },
  );

/**
 * The SDK hides what is sensitive in every request and answer for a log that nobody writes: a twentieth of all that a
 * busy process does.
 */
const withoutLog = ({ middlewareStack }: DynamoDBDocumentClient): void => {
  middlewareStack.remove('loggerMiddleware');
};

const connect = (): DynamoDBDocumentClient => {
  const { DYNAMODB_ENDPOINT } = settings();
  const documents = DynamoDBDocumentClient.from(
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
  withoutLog(documents);
  fence(documents);
  return documents;
};

let client: DynamoDBDocumentClient | undefined;

/** The document client of this process: made once, kept over invocations, so that connections are. */
export const documentClient = (): DynamoDBDocumentClient => {
  client ??= connect();
  return client;
};

/** The name of the one table. */
export const tableName = (): string => settings().TABLE_NAME;
