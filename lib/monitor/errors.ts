import { AppError, conflict, invalid, notFound } from '#lib/core/errors';
import { withCommas } from '#lib/core/text';

export const serverUnknown = (name: string): AppError => notFound('server.unknown', `Server ${name} does not exist.`);

export const serverExists = (name: string): AppError => conflict('server.exists', `Server ${name} already exists.`);

export const addressForbidden = (path: string, message: string): AppError =>
  invalid([{ path, message }], 'server.forbidden-address');

export const parentUnknown = (path: string, message: string): AppError =>
  invalid([{ path, message }], 'server.parent-unknown');

export const fromAfterTo = (): AppError => invalid([{ path: 'from', message: 'must not be later than to' }]);

export const tooManyServers = (path: string, most: number): AppError =>
  invalid([{ path, message: `means more than ${withCommas(most)} servers; narrow it down` }], 'server.too-many');

export const maintenanceUnknown = (name: string): AppError =>
  notFound('maintenance.unknown', `Maintenance ${name} does not exist.`);

/** 413: more than one answer holds. */
export const metricsTooMany = (most: number): AppError =>
  new AppError(
    'too-large',
    'metrics.too-many',
    `These are more than ${withCommas(most)} servers; ask for a part of them with shard, as in /metrics?shard=1/4.`,
  );
