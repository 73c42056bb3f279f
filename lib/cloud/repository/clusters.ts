import { coalesce } from '#lib/core/coalesce';
import { isId } from '#lib/core/ids';
import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { batchGet } from '#lib/db/batch';
import { all, type Condition, hasNo, is, isNew, isThere } from '#lib/db/conditions';
import { cursorAfter, positionAfter } from '#lib/db/cursor';
import { unlessRefused } from '#lib/db/errors';
import { cloudClusterKey, cloudClusterNameKey, cloudClusters } from '#lib/db/keys';
import { type Item, type ItemUpdate, type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { transactNamed } from '#lib/db/transact';
import { compaction, type Departure, departureAttribute, departuresIn } from '../machine-count.ts';
import type { RegionCode } from '../model.ts';
import { ClusterRecord } from '../records.ts';

const asCluster = (item: Item): ClusterRecord => ({ ...ClusterRecord.parse(item), departures: departuresIn(item) });

const alive: Condition = all(isThere, hasNo('sealed_at'));
const asRead = ({ version }: ClusterRecord): Condition => all(alive, is('version', version));

const name = (id: string, name: string): Step =>
  step.put({ ...cloudClusterNameKey(name), type: 'cloud-cluster-name', cluster: id }, isNew);
const unname = (id: string, name: string): Step => step.remove(cloudClusterNameKey(name), is('cluster', id));

export const create = async ({
  departures: _,
  ...record
}: ClusterRecord): Promise<'created' | 'exists' | 'name-taken'> => {
  const refused = await transactNamed({
    name: name(record.id, record.name),
    cluster: step.put({ ...cloudClusterKey(record.id), type: 'cloud-cluster', ...record }, isNew),
  });
  if (!refused) return 'created';
  return refused.cluster ? 'exists' : 'name-taken';
};

/** The cluster of that id, even while it is being deleted. */
export const findSealedToo = async (id: string): Promise<ClusterRecord | undefined> => {
  if (!isId(id)) return undefined;
  const item = await table.get(cloudClusterKey(id));
  return item && asCluster(item);
};

/** The cluster of that id. */
export const find = async (id: string): Promise<ClusterRecord | undefined> => {
  const cluster = await findSealedToo(id);
  return cluster?.sealed_at === undefined ? cluster : undefined;
};

/** The cluster of that name. */
export const findByName = coalesce(async (name: string): Promise<ClusterRecord | undefined> => {
  const item = await table.get(cloudClusterNameKey(name));
  return item && find(String(item.cluster));
});

/** Clusters by their ids; those that are gone are not in it. */
export const findMany = async (ids: Iterable<string>): Promise<Map<string, ClusterRecord>> => {
  const items = await batchGet([...new Set(ids)].filter(isId).map(cloudClusterKey));
  const clusters = items.map(asCluster).filter(({ sealed_at }) => sealed_at === undefined);
  return new Map(clusters.map((cluster) => [cluster.id, cluster]));
};

/** Up to `limit` clusters, oldest first, and the cursor of those that follow. */
export const list = async ({ limit = MAX_PAGE_SIZE, cursor }: Paging): Promise<Page<ClusterRecord>> => {
  const { items, next } = await table.query(cloudClusters, {
    limit: limit + 1,
    after: positionAfter(cloudClusters, cursor),
  });
  const page = items.slice(0, limit);
  return {
    items: page.map(asCluster).filter(({ sealed_at }) => sealed_at === undefined),
    cursor: cursorAfter(cloudClusters, next || items.length > limit ? page.at(-1) : undefined),
  };
};

/** What may be changed of a cluster. */
export interface ClusterChange {
  name?: string | undefined;
  region_code?: RegionCode | undefined;
}

/**
 * Changes a cluster; a new name takes the place of the old one in the same transaction. Nothing happens when it has
 * another name by now than was read, or, with `exactly`, when anything of it has changed: it is `stale`.
 */
export const change = async (
  cluster: ClusterRecord,
  { name: newName = cluster.name, region_code }: ClusterChange,
  { exactly }: { exactly: boolean },
): Promise<'changed' | 'name-taken' | 'stale'> => {
  const change: ItemUpdate = { set: { name: newName, region_code }, add: { version: 1 } };
  const when = exactly ? asRead(cluster) : all(alive, is('name', cluster.name));
  const isRenamed = newName !== cluster.name;
  const refused = await transactNamed({
    cluster: step.update(cloudClusterKey(cluster.id), change, when),
    newName: isRenamed ? name(cluster.id, newName) : [],
    oldName: isRenamed ? unname(cluster.id, cluster.name) : [],
  });
  if (!refused) return 'changed';
  return refused.newName ? 'name-taken' : 'stale';
};

/** Ends a cluster that still is as it was read: from now on nobody sees it, and its name is free. */
export const seal = async (cluster: ClusterRecord, at: string): Promise<'sealed' | 'stale'> => {
  const refused = await transactNamed({
    cluster: step.update(cloudClusterKey(cluster.id), { set: { sealed_at: at }, add: { version: 1 } }, asRead(cluster)),
    name: unname(cluster.id, cluster.name),
  });
  return refused ? 'stale' : 'sealed';
};

/** Deletes the last that is left of a sealed cluster. */
export const remove = (id: string): Promise<void> => table.remove(cloudClusterKey(id));

/** Takes departures that are over off the count, unless somebody else has done so. */
export const compact = async ({ id }: ClusterRecord, departed: readonly Departure[]): Promise<void> => {
  const unfolded = departed.map(({ at, machines }) => is(departureAttribute(at), machines));
  await unlessRefused(table.update(cloudClusterKey(id), compaction(departed), all(...unfolded)));
};

/** It is still called so, and where it was. */
const sameAs = ({ name, region_code }: ClusterRecord): Condition =>
  all(alive, is('name', name), is('region_code', region_code));

const recount = (id: string, add: Record<string, number>, seen?: ClusterRecord): Step =>
  step.update(cloudClusterKey(id), { add: { ...add, version: 1 } }, seen ? sameAs(seen) : alive);

/**
 * Parts of a transaction in which a machine comes, goes, or some will have ended by `at`. Refused when the cluster is
 * gone, or is not as it was seen.
 */
export const counting = {
  arrival: (id: string): Step => recount(id, { counted: 1 }),
  removal: (id: string, seen?: ClusterRecord): Step => recount(id, { counted: -1 }, seen),
  departure: (id: string, at: string, machines: number): Step => recount(id, { [departureAttribute(at)]: machines }),
};

/** Part of a transaction that changes nothing: the cluster is as it was seen. */
export const unchanged = (seen: ClusterRecord): Step => step.check(cloudClusterKey(seen.id), sameAs(seen));
