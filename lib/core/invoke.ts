import type { LambdaClient } from '@aws-sdk/client-lambda';
import { unavailable } from './errors.ts';
import { settings } from './settings.ts';

/** What is waited for is sent once: the function may have allocated an address before its answer was lost. */
let waiting: LambdaClient | undefined;
/** What is handed over is sent until it is taken: it is made to come twice. */
let handing: LambdaClient | undefined;

/** The deployed name of a function: service, stage, and its key in `serverless.yml`. */
export const functionName = (key: string, { STAGE }: { STAGE: string } = settings()): string =>
  `muster-${STAGE}-${key}`;

/** Loaded with the first invocation: many a function that may invoke another hardly ever does. */
const sender = () => import('./lambda-client.ts');

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
  const abortSignal = AbortSignal.timeout(patienceMs);
  const { connect, invocation } = await sender();
  waiting ??= connect(1);
  const sent = waiting.send(invocation(functionName(key), payload, 'RequestResponse'), { abortSignal });
  const output = await sent.catch((error: Error) => {
    if (error.name !== 'TooManyRequestsException') throw error;
    throw unavailable('function.busy', 'Too much is asked at once; try again in a moment.', 1, error);
  });
  const text = Buffer.from(output.Payload ?? []).toString();
  if (output.FunctionError) throw new Error(`${key} failed: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Hands `payload` to another function and does not wait for it. */
export const invokeAsync = async (key: string, payload: unknown): Promise<void> => {
  const abortSignal = AbortSignal.timeout(TAKE_MS);
  const { connect, invocation } = await sender();
  handing ??= connect(3);
  await handing.send(invocation(functionName(key), payload, 'Event'), { abortSignal });
};
