import { errorsOf } from '#lib/core/errors';

const { notFound, conflict } = errorsOf<'compute-cluster.unknown' | 'compute-cluster.quota'>();

export const clusterUnknown = (id: string) => notFound('compute-cluster.unknown', `You have no compute cluster ${id}.`);

/** `excess` says of what it would be too much, as `excessOf` does. */
export const quotaExceeded = (excess: readonly string[]) =>
  conflict('compute-cluster.quota', `This is more than you may have: ${excess.join(', ')}.`);
