import { sendOutbound } from '#lib/core/outbound-http';
import type { DeliveryRequest } from './model.ts';
import type { Outcome } from './outcome.ts';

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke the connection off',
  ENOTFOUND: 'has a name that is not known',
  EAI_AGAIN: 'has a name that could not be looked up',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  TARGET_REFUSED: 'has an address that must not be called',
  'secret.unavailable': 'has an address that could not be read',
  'webhook.off': 'was deleted or disabled',
};

/** In words, and never in those of the error: they may name a URL with what it holds. */
const failureOf = (error: unknown, timeoutMs: number): string => {
  const { name, code } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return `did not answer within ${timeoutMs} ms`;
  return (code && REASONS[code]) ?? `could not be called (${code ?? name})`;
};

/** Sends one call with its `Idempotency-Key`. Follows no redirect and never throws: what happened is the outcome. */
export const send = async (
  asked: () => DeliveryRequest | Promise<DeliveryRequest>,
  idempotencyKey: string,
  timeoutMs: number,
): Promise<Outcome> => {
  try {
    const { url, method = 'GET', body, headers: more } = await asked();
    const headers = {
      ...more,
      'Idempotency-Key': idempotencyKey,
      'User-Agent': 'muster',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const { status } = await sendOutbound({ url, method, headers, body: text, timeoutMs });
    return { httpStatus: status };
  } catch (error) {
    return { failure: failureOf(error, timeoutMs) };
  }
};
