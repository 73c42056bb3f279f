import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { settings } from './settings.ts';

/** Locally, serverless-offline's own Lambda endpoint stands where AWS's would. */
const local = (endpoint: string) => ({
  endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

/** A client of Lambda that sends so many times at the most. */
export const connect = (maxAttempts: number): LambdaClient => {
  const { LAMBDA_ENDPOINT } = settings();
  return new LambdaClient({
    ...(LAMBDA_ENDPOINT ? local(LAMBDA_ENDPOINT) : {}),
    maxAttempts,
    requestHandler: { connectionTimeout: LAMBDA_ENDPOINT ? 60_000 : 2000 },
  });
};

export const invocation = (FunctionName: string, payload: unknown, InvocationType: 'Event' | 'RequestResponse') =>
  new InvokeCommand({ FunctionName, InvocationType, Payload: Buffer.from(JSON.stringify(payload)) });
