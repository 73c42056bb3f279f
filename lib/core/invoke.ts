import { type Invocation, LambdaInvoker } from './aws/lambda.ts';
import { localEndpoint } from './aws/local-endpoint.ts';
import { placeNeeded } from './aws/place.ts';
import { unavailable } from './errors.ts';
import { settings } from './settings.ts';

/** What is waited for is sent once: the function may have allocated an address before its answer was lost. */
let waiting: LambdaInvoker | undefined;
/** What is handed over is sent until it is taken: it is made to come twice. */
let handing: LambdaInvoker | undefined;

/** The deployed name of a function: service, stage, and its key in `serverless.yml`. */
export const functionName = (key: string, { STAGE }: { STAGE: string } = settings()): string =>
  `muster-${STAGE}-${key}`;

/** Locally, serverless-offline's own Lambda endpoint stands where AWS's would. */
const connect = (sendings: number): LambdaInvoker => {
  const { LAMBDA_ENDPOINT } = settings();
  return LAMBDA_ENDPOINT
    ? new LambdaInvoker(localEndpoint(LAMBDA_ENDPOINT), { sendings, connectMs: 60_000 })
    : new LambdaInvoker(placeNeeded('lambda'), { sendings, connectMs: 2000 });
};

/** Longer than a function that has a route may run. */
const ANSWER_MS = 29_000;
/** Lambda takes an event in milliseconds, or never. */
const TAKE_MS = 10_000;

const invocation = (key: string, payload: unknown, type: Invocation['type'], patienceMs: number): Invocation => ({
  name: functionName(key),
  payload,
  type,
  signal: AbortSignal.timeout(patienceMs),
});

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
  const sent = waiting.invoke(invocation(key, payload, 'RequestResponse', patienceMs));
  const { text, hasFailed } = await sent.catch((error: Error) => {
    if (error.name !== 'TooManyRequestsException') throw error;
    throw unavailable('function.busy', 'Too much is asked at once; try again in a moment.', 1, error);
  });
  if (hasFailed) throw new Error(`${key} failed: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Hands `payload` to another function and does not wait for it. */
export const invokeAsync = async (key: string, payload: unknown): Promise<void> => {
  handing ??= connect(3);
  await handing.invoke(invocation(key, payload, 'Event', TAKE_MS));
};
