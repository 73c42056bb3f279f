import type { Patience } from '#lib/core/aws/http';
import { type LocalEndpoint, localEndpoint } from '#lib/core/aws/local-endpoint';
import { type Env, placeInLambda } from '#lib/core/aws/place';
import { type Settings, settings } from '#lib/core/settings';
import { LeanClient } from './lean/client.ts';
import type { DocumentClient } from './operations.ts';
import { SdkClient } from './sdk-client.ts';

export type { DocumentClient } from './operations.ts';

/**
 * DynamoDB answers in milliseconds. One that has not after seconds never will; a new try may. An engine on a busy laptop
 * may just be waiting for its turn.
 */
const patienceWith = (local: LocalEndpoint | undefined): Patience =>
  local ? { connectMs: 60_000, answerMs: 60_000 } : { connectMs: 1000, answerMs: 5000 };

/** Makes the client that the settings ask for. */
export const connect = (
  { DYNAMODB_ENDPOINT, DYNAMODB_CLIENT }: Pick<Settings, 'DYNAMODB_ENDPOINT' | 'DYNAMODB_CLIENT'> = settings(),
  env: Env = process.env,
): DocumentClient => {
  const local = DYNAMODB_ENDPOINT ? localEndpoint(DYNAMODB_ENDPOINT) : undefined;
  const patience = patienceWith(local);
  const lean = DYNAMODB_CLIENT === 'lean' ? (local ?? placeInLambda('dynamodb', env)) : undefined;
  return lean ? new LeanClient({ ...lean, patience }) : new SdkClient(local, patience);
};

let client: DocumentClient | undefined;

/** The document client of this process: made once, kept over invocations, so that connections are. */
export const documentClient = (): DocumentClient => {
  client ??= connect();
  return client;
};

/** The name of the one table. */
export const tableName = (): string => settings().TABLE_NAME;
