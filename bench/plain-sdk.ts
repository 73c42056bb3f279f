import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { localEndpoint } from '#lib/core/aws/local-endpoint';
import { settings } from '#lib/core/settings';

let client: DynamoDBDocumentClient | undefined;

/** The SDK's document client as people use it, on the engine of the benches: what every figure stands beside. */
export const plainSdk = (): DynamoDBDocumentClient => {
  client ??= DynamoDBDocumentClient.from(new DynamoDBClient(localEndpoint(settings().DYNAMODB_ENDPOINT ?? '')));
  return client;
};
