import type { LambdaClient } from '@aws-sdk/client-lambda';
import { settings } from './settings.ts';

/** Imported when something is handed on, which most invocations do not: it is a third of what such a function imports. */
const sdk = () => import('@aws-sdk/client-lambda');

let client: LambdaClient | undefined;

/** Locally, serverless-offline's own Lambda endpoint stands where AWS's would. */
const connect = async (): Promise<LambdaClient> => {
  const { LambdaClient: Client } = await sdk();
  const { LAMBDA_ENDPOINT } = settings();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new Client(LAMBDA_ENDPOINT ? { endpoint: LAMBDA_ENDPOINT, region: 'eu-central-1', credentials } : {});
};

/** The deployed name of a function: service, stage, and its key in `serverless.yml`. */
export const functionName = (key: string, { STAGE }: { STAGE: string } = settings()): string =>
  `muster-${STAGE}-${key}`;

const send = async (key: string, payload: unknown, InvocationType: 'Event' | 'RequestResponse') => {
  const { InvokeCommand } = await sdk();
  client ??= await connect();
  const Payload = Buffer.from(JSON.stringify(payload));
  return client.send(new InvokeCommand({ FunctionName: functionName(key), InvocationType, Payload }));
};

/** Invokes another function of this service and waits for what it answers. @throws Error when that function failed. */
export const invoke = async (key: string, payload: unknown): Promise<unknown> => {
  const output = await send(key, payload, 'RequestResponse');
  const text = Buffer.from(output.Payload ?? []).toString();
  if (output.FunctionError) throw new Error(`${key} failed: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Hands `payload` to another function and does not wait for it. */
export const hand = async (key: string, payload: unknown): Promise<void> => {
  await send(key, payload, 'Event');
};
