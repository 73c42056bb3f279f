import { errorsOf } from '#lib/core/errors';

const { error } = errorsOf<'idempotency.reused' | 'idempotency.running'>();

export const keyReused = () =>
  error('unprocessable', 'idempotency.reused', 'This Idempotency-Key was used for another request before.');

export const stillRunning = () =>
  error('conflict', 'idempotency.running', 'The first call with this Idempotency-Key is still running.', {
    headers: { 'Retry-After': '1' },
  });
