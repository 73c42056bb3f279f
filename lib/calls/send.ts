import type { OutwardRequest } from './model.ts';
import type { Outcome } from './outcome.ts';

/** More of an answer's body is not read, and none of it is kept. */
const MOST_BYTES = 64 * 1024;

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke the connection off',
  UND_ERR_SOCKET: 'broke the connection off',
  ENOTFOUND: 'has a name that is not known',
  EAI_AGAIN: 'has a name that could not be looked up',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
};

const failureOf = (error: unknown, timeoutMs: number): string => {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return `did not answer within ${timeoutMs} ms`;
  const { code, message } = (cause ?? error) as { code?: string; message?: string };
  return (code && REASONS[code]) ?? `could not be called (${code ?? message})`;
};

/** Reads the body to its end, so that the connection can be used again; a long or broken one is let go. */
const drain = async (response: Response): Promise<void> => {
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      bytes += (piece as Uint8Array).byteLength;
      if (bytes > MOST_BYTES) return;
    }
  } catch {
    // The status has come, and it alone counts.
  }
};

/** Sends one call with its `Idempotency-Key`. Follows no redirect and never throws: what happened is the outcome. */
export const send = async (
  { url, method = 'GET', body }: OutwardRequest,
  idempotencyKey: string,
  timeoutMs: number,
): Promise<Outcome> => {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        'Idempotency-Key': idempotencyKey,
        'User-Agent': 'muster',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await drain(response);
    return { httpStatus: response.status };
  } catch (error) {
    return { failure: failureOf(error, timeoutMs) };
  }
};
