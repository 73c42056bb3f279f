import { type AppError, errorsOf } from '#lib/core/errors';

type Code = 'webhook.unknown' | 'delivery.unknown' | 'webhook.forbidden-address' | 'request.invalid';
const { invalid, notFound } = errorsOf<Code>();

export const webhookUnknown = (name: string): AppError => notFound('webhook.unknown', `There is no webhook ${name}.`);

export const deliveryUnknown = (webhook: string, id: string): AppError =>
  notFound('delivery.unknown', `Webhook ${webhook} has no delivery ${id}.`);

/** Why an address must not be called. */
export const addressForbidden = (message: string): AppError =>
  invalid('webhook.forbidden-address', [{ path: 'url', message }]);

export const nameOfSetting = (): AppError =>
  invalid('request.invalid', [{ path: 'name', message: 'is the name of a setting' }]);

export const urlMissing = (): AppError =>
  invalid('request.invalid', [{ path: 'url', message: 'is needed for a new webhook' }]);
