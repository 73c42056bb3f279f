import type { Place } from './place.ts';
import { Retries } from './retries.ts';
import { AwsService } from './service.ts';

/** `Event` hands something over; `RequestResponse` waits for what the function answers. */
export interface Invocation {
  /** The deployed name of the function. */
  name: string;
  payload: unknown;
  type: 'Event' | 'RequestResponse';
  /** Ends it, with all its sendings. */
  signal: AbortSignal;
}

interface Invoked {
  /** The JSON that the function answered; empty for an `Event`. */
  text: string;
  /** The function was run, and failed. */
  hasFailed: boolean;
}

/** By it Lambda stops functions that invoke each other without end, and X-Ray knows whose invocation it was. */
const traced = (env = process.env): Record<string, string> | undefined =>
  env.AWS_LAMBDA_FUNCTION_NAME && env._X_AMZN_TRACE_ID ? { 'x-amzn-trace-id': env._X_AMZN_TRACE_ID } : undefined;

/** Lambda's Invoke, which of all of its API is what a function needs (ADR 25). */
export class LambdaInvoker {
  readonly #lambda: AwsService;
  readonly #retries: Retries;

  /** It sends an invocation `sendings` times at the most. */
  constructor(place: Place, { sendings, connectMs }: { sendings: number; connectMs: number }) {
    this.#lambda = new AwsService('lambda', place, { connectMs });
    this.#retries = new Retries({ sendings });
  }

  /** @throws AwsFailure with the name of Lambda's error, AbortError, or what the socket says. */
  async invoke({ name, payload, type, signal }: Invocation): Promise<Invoked> {
    const path = `/2015-03-31/functions/${name}/invocations`;
    const headers = { 'content-type': 'application/octet-stream', 'x-amz-invocation-type': type };
    const body = JSON.stringify(payload);
    const answer = await this.#retries.run(() =>
      this.#lambda.post({ path, headers, body, signal, unsigned: traced() }),
    );
    return { text: answer.body, hasFailed: answer.headers['x-amz-function-error'] !== undefined };
  }
}
