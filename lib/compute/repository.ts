import type { Page, Paging } from '#lib/core/page';
import { batchGet } from '#lib/db/batch';
import { all, atMost, either, isNew, isThere } from '#lib/db/conditions';
import { unlessRefused } from '#lib/db/errors';
import { computeClusterKey, computeClustersOf, computeQuotaKey } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import { type Item, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transactNamed } from '#lib/db/transact';
import { ComputeCluster } from './model.ts';
import { minus, type Share } from './quota.ts';

const asCluster = ({ id, cpus, creator, memory }: Item): ComputeCluster =>
  ComputeCluster.parse({ id, cpus, creator, memory: Number(memory) });

const asShare = ({ clusters = 0, cpus = 0, memoryBytes = 0 }: Item): Share => ({
  clusters: Number(clusters),
  cpus: Number(cpus),
  memoryBytes: Number(memoryBytes),
});

const added = (share: Share): Record<string, number> => ({ ...share });

const fits = ({ clusters, cpus, memoryBytes }: Share) =>
  all(atMost('clusters', clusters), atMost('cpus', cpus), atMost('memoryBytes', memoryBytes));

/**
 * Makes a cluster and takes its share of the owner's quota, or neither: then `taken` is what is taken up already. `room`
 * is the most that may be.
 */
export const create = async (
  cluster: ComputeCluster,
  share: Share,
  room: Share,
): Promise<'created' | { taken: Share }> => {
  const { creator, id, memory } = cluster;
  // Memory is text: a number of JSON may be smaller than the smallest of DynamoDB.
  const item = { ...computeClusterKey(creator, id), type: 'compute-cluster', ...cluster, memory: String(memory) };
  const refused = await transactNamed({
    cluster: step.put(item, isNew),
    quota: step.update(
      computeQuotaKey(creator),
      { set: { type: 'compute-quota' }, add: added(share) },
      either(isNew, fits(room)),
    ),
  });
  // Nobody else has its id: a call that died has made it.
  if (!refused || refused.cluster) return 'created';
  if (!refused.quota?.item) throw new Error(`The quota of ${creator} was refused, and is not there`);
  return { taken: asShare(refused.quota.item) };
};

export const find = async (owner: number, id: string): Promise<ComputeCluster | undefined> => {
  const item = await table.get(computeClusterKey(owner, id));
  return item && asCluster(item);
};

/** Clusters of one owner by their ids; those that are not there are left out. */
export const findMany = async (owner: number, ids: readonly string[]): Promise<ComputeCluster[]> => {
  const items = await batchGet([...new Set(ids)].map((id) => computeClusterKey(owner, id)));
  return items.map(asCluster);
};

/** Deletes a cluster and gives its share back, or neither. */
export const remove = async ({ creator, id }: ComputeCluster, share: Share): Promise<'removed' | 'gone'> => {
  await unlessRefused(table.signDeletion(computeClusterKey(creator, id), isThere));
  const refused = await transactNamed({
    cluster: step.remove(computeClusterKey(creator, id), isThere),
    quota: step.update(computeQuotaKey(creator), { add: added(minus(share)) }),
  });
  return refused ? 'gone' : 'removed';
};

/** A page of an owner's clusters, oldest first. @throws AppError (400) for a bad cursor. */
export const list = (owner: number, paging: Paging): Promise<Page<ComputeCluster>> =>
  queryPage(computeClustersOf(owner), paging, asCluster);

/** What an owner's clusters take up together. */
export const taken = async (owner: number): Promise<Share> => asShare((await table.get(computeQuotaKey(owner))) ?? {});
