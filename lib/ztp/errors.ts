import { type AppError, errorsOf } from '#lib/core/errors';

type Code = 'device.unknown';
const { notFound } = errorsOf<Code>();

export const deviceUnknown = (id: string): AppError => notFound('device.unknown', `There is no device ${id}.`);
