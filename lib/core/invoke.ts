import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { settings } from './settings.ts';

let client: LambdaClient | undefined;

/** Locally, serverless-offline's own Lambda endpoint stands where AWS's would. */
const lambda = (): LambdaClient => {
  const { LAMBDA_ENDPOINT } = settings();
  client ??= new LambdaClient(
    LAMBDA_ENDPOINT
      ? {
          endpoint: LAMBDA_ENDPOINT,
          region: 'eu-central-1',
          credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        }
      : {},
  );
  return client;
};

/** The deployed name of a function: service, stage, and its key in `serverless.yml`. */
export const functionName = (key: string, { STAGE }: { STAGE: string } = settings()): string =>
  `muster-${STAGE}-${key}`;

const command = (key: string, payload: unknown, InvocationType: 'Event' | 'RequestResponse') =>
  new InvokeCommand({ FunctionName: functionName(key), InvocationType, Payload: Buffer.from(JSON.stringify(payload)) });

/** Invokes another function of this service and waits for what it answers. @throws Error when that function failed. */
export const invoke = async (key: string, payload: unknown): Promise<unknown> => {
  const output = await lambda().send(command(key, payload, 'RequestResponse'));
  const text = Buffer.from(output.Payload ?? []).toString();
  if (output.FunctionError) throw new Error(`${key} failed: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Hands `payload` to another function and does not wait for it. */
export const hand = async (key: string, payload: unknown): Promise<void> => {
  await lambda().send(command(key, payload, 'Event'));
};
