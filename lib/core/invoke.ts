import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { unavailable } from './errors.ts';
import { settings } from './settings.ts';

/** Locally, serverless-offline's own Lambda endpoint stands where AWS's would. */
const local = (endpoint: string) => ({
  endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

const connect = (maxAttempts: number): LambdaClient => {
  const { LAMBDA_ENDPOINT } = settings();
  return new LambdaClient({
    ...(LAMBDA_ENDPOINT ? local(LAMBDA_ENDPOINT) : {}),
    maxAttempts,
    requestHandler: { connectionTimeout: LAMBDA_ENDPOINT ? 60_000 : 2000 },
  });
};

/** What is waited for is sent once: the function may have allocated an address before its answer was lost. */
let waiting: LambdaClient | undefined;
/** What is handed over is sent until it is taken: it is made to come twice. */
let handing: LambdaClient | undefined;

/** The deployed name of a function: service, stage, and its key in `serverless.yml`. */
export const functionName = (key: string, { STAGE }: { STAGE: string } = settings()): string =>
  `muster-${STAGE}-${key}`;

const command = (key: string, payload: unknown, InvocationType: 'Event' | 'RequestResponse') =>
  new InvokeCommand({ FunctionName: functionName(key), InvocationType, Payload: Buffer.from(JSON.stringify(payload)) });

/** Longer than a function that has a route may run. */
const ANSWER_MS = 29_000;
/** Lambda takes an event in milliseconds, or never. */
const TAKE_MS = 10_000;

/**
 * Invokes another function of this service, once, and waits for what it answers, for up to `patienceMs`.
 * @throws AppError 503 when no invocation was free for it; Error when it failed or did not answer in time.
 */
export const invoke = async (
  key: string,
  payload: unknown,
  { patienceMs = ANSWER_MS }: { patienceMs?: number } = {},
): Promise<unknown> => {
  waiting ??= connect(1);
  const abortSignal = AbortSignal.timeout(patienceMs);
  const sent = waiting.send(command(key, payload, 'RequestResponse'), { abortSignal });
  const output = await sent.catch((error: unknown) => {
    if (!(error instanceof TooManyRequestsException)) throw error;
    throw unavailable('function.busy', 'Too much is asked at once; try again in a moment.', 1, error);
  });
  const text = Buffer.from(output.Payload ?? []).toString();
  if (output.FunctionError) throw new Error(`${key} failed: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Hands `payload` to another function and does not wait for it. */
export const invokeAsync = async (key: string, payload: unknown): Promise<void> => {
  handing ??= connect(3);
  await handing.send(command(key, payload, 'Event'), { abortSignal: AbortSignal.timeout(TAKE_MS) });
};
