import { type Settings, settings } from '#lib/core/settings';
import { LeanClient } from './lean/client.ts';
import type { Patience } from './lean/http.ts';
import { type LocalEndpoint, localEndpoint } from './local-endpoint.ts';
import type { DocumentClient } from './operations.ts';
import { SdkClient } from './sdk-client.ts';

export type { DocumentClient } from './operations.ts';

/**
 * DynamoDB answers in milliseconds. One that has not after seconds never will; a new try may. An engine on a busy laptop
 * may just be waiting for its turn.
 */
const patienceWith = (local: LocalEndpoint | undefined): Patience =>
  local ? { connectMs: 60_000, answerMs: 60_000 } : { connectMs: 1000, answerMs: 5000 };

type Env = Readonly<Record<string, string | undefined>>;

/** The public endpoint of a region, or another one by the variables that the SDK knows as well. */
const regionalEndpoint = (region: string, env: Env): string =>
  env.AWS_ENDPOINT_URL_DYNAMODB ||
  env.AWS_ENDPOINT_URL ||
  `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

/**
 * How Lambda has its functions reach AWS: everything is in the environment, for as long as the process lives. Elsewhere, in
 * a shell with profiles or single sign-on, credentials are found and renewed by the SDK alone.
 */
const inLambda = (env: Env) => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region } = env;
  if (!accessKeyId || !secretAccessKey || !region) return undefined;
  const credentials = { accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN };
  return { endpoint: regionalEndpoint(region, env), region, credentials };
};

/** Makes the client that the settings ask for. */
export const connect = (
  { DYNAMODB_ENDPOINT, DYNAMODB_CLIENT }: Pick<Settings, 'DYNAMODB_ENDPOINT' | 'DYNAMODB_CLIENT'> = settings(),
  env: Env = process.env,
): DocumentClient => {
  const local = DYNAMODB_ENDPOINT ? localEndpoint(DYNAMODB_ENDPOINT) : undefined;
  const patience = patienceWith(local);
  const lean = DYNAMODB_CLIENT === 'lean' ? (local ?? inLambda(env)) : undefined;
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
