import type { User } from '#lib/auth/model';
import { timedIdOfCall } from '#lib/core/operation';
import type { Page, Paging } from '#lib/core/page';
import { settings } from '#lib/core/settings';
import { clusterUnknown, quotaExceeded } from './errors.ts';
import type { ComputeCluster, ComputeQuota } from './model.ts';
import { excessOf, limitOf, quotaOf, roomFor, type Share, shareOf } from './quota.ts';
import * as repository from './repository.ts';

const NOTHING: Share = { clusters: 0, cpus: 0, memoryBytes: 0 };

/**
 * Makes a cluster that its creator alone sees.
 * @throws AppError 409 when it would be more than the quota of a user, which racing calls do not exceed either.
 */
export const create = async (
  { id: creator }: User,
  { cpus, memory }: Pick<ComputeCluster, 'cpus' | 'memory'>,
  { limit = limitOf(settings()) } = {},
): Promise<ComputeCluster> => {
  const cluster: ComputeCluster = { id: timedIdOfCall('compute cluster'), cpus, creator, memory };
  const share = shareOf(cluster);
  const alone = excessOf(share, NOTHING, limit);
  if (alone.length > 0) throw quotaExceeded(alone);
  const outcome = await repository.create(cluster, share, roomFor(share, limit));
  if (outcome !== 'created') throw quotaExceeded(excessOf(share, outcome.taken, limit));
  return cluster;
};

/** One of the caller's own clusters. @throws AppError 404, also for somebody else's. */
export const get = async ({ id: owner }: User, id: string): Promise<ComputeCluster> => {
  const cluster = await repository.find(owner, id);
  if (!cluster) throw clusterUnknown(id);
  return cluster;
};

/** The caller's own clusters by their ids; those that are not there, or not the caller's, are left out. */
export const getMany = async ({ id: owner }: User, ids: readonly string[]): Promise<Map<string, ComputeCluster>> => {
  const found = await repository.findMany(owner, ids);
  return new Map(found.map((cluster) => [cluster.id, cluster]));
};

/** A page of the caller's own clusters, oldest first. @throws AppError 400 for a bad cursor. */
export const list = ({ id: owner }: User, paging: Paging = {}): Promise<Page<ComputeCluster>> =>
  repository.list(owner, paging);

/** Deletes one of the caller's own clusters and gives its share back, once. @throws AppError 404. */
export const remove = async (user: User, id: string): Promise<void> => {
  const cluster = await get(user, id);
  if ((await repository.remove(cluster, shareOf(cluster))) === 'gone') throw clusterUnknown(id);
};

/** What the caller's clusters take up together, and the most that they may. */
export const quota = async ({ id: owner }: User, { limit = limitOf(settings()) } = {}): Promise<ComputeQuota> =>
  quotaOf(await repository.taken(owner), limit);
