import { type AppError, errorsOf } from '#lib/core/errors';
import { withCommas } from '#lib/core/text';

type Code =
  | 'server.unknown'
  | 'server.exists'
  | 'server.forbidden-address'
  | 'server.parent-unknown'
  | 'server.too-many'
  | 'maintenance.unknown'
  | 'metrics.too-many'
  | 'request.invalid';
const { conflict, error, invalid, notFound } = errorsOf<Code>();

export const serverUnknown = (name: string): AppError => notFound('server.unknown', `Server ${name} does not exist.`);

export const serverExists = (name: string): AppError => conflict('server.exists', `Server ${name} already exists.`);

export const addressForbidden = (path: string, message: string): AppError =>
  invalid('server.forbidden-address', [{ path, message }]);

export const parentUnknown = (path: string, message: string): AppError =>
  invalid('server.parent-unknown', [{ path, message }]);

export const fromAfterTo = (): AppError =>
  invalid('request.invalid', [{ path: 'from', message: 'must not be later than to' }]);

export const tooManyServers = (path: string, most: number): AppError =>
  invalid('server.too-many', [
    { path, message: `matches more than ${withCommas(most)} servers; narrow the selection` },
  ]);

export const maintenanceUnknown = (name: string): AppError =>
  notFound('maintenance.unknown', `Maintenance ${name} does not exist.`);

/** 413: more than one answer holds. */
export const metricsTooMany = (most: number): AppError =>
  error(
    'too-large',
    'metrics.too-many',
    `These are more than ${withCommas(most)} servers; ask for a part of them with shard, as in /metrics?shard=1/4.`,
  );
