import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { assertMatch } from '#lib/core/etag';
import { timedIdOfCall } from '#lib/core/operation';
import type { Page, Paging } from '#lib/core/page';
import { clusterExists, clusterInUse, clusterUnknown } from '../errors.ts';
import { departedBy, machinesAt } from '../machine-count.ts';
import type { Cluster, RegionCode } from '../model.ts';
import { type ClusterRecord, showCluster } from '../records.ts';
import * as repository from '../repository/clusters.ts';
import * as machines from '../repository/machines.ts';
import { optimisticRetry } from './optimistic-retry.ts';

interface Options {
  now?: () => Date;
}
interface Guarded extends Options {
  /** The caller's `If-Match`. */
  ifMatch?: string | undefined;
}

const load = async (id: string): Promise<ClusterRecord> => {
  const cluster = await repository.find(id);
  if (!cluster) throw clusterUnknown(id);
  return cluster;
};

/** Makes a cluster. @throws AppError 409 when the name is taken. */
export const create = async (
  { name, region_code }: { name: string; region_code: RegionCode },
  { now = clock.now }: Options = {},
): Promise<Cluster> => {
  const at = now();
  const cluster = {
    id: timedIdOfCall(`cluster ${name}`),
    name,
    region_code,
    created_at: clock.iso(at),
    counted: 0,
    version: 1,
  };
  const record: ClusterRecord = { ...cluster, departures: [] };
  const outcome = await repository.create(record);
  if (outcome === 'exists') return get(cluster.id, { now });
  if (outcome === 'name-taken') throw clusterExists(name);
  return showCluster(record, at);
};

/** A cluster. @throws AppError 404. */
export const get = async (id: string, { now = clock.now }: Options = {}): Promise<Cluster> =>
  showCluster(await load(id), now());

/** Clusters by their ids; those that are not there are left out. */
export const getMany = async (
  ids: readonly string[],
  { now = clock.now }: Options = {},
): Promise<Map<string, Cluster>> => {
  const found = await repository.findMany(ids);
  return new Map([...found].map(([id, cluster]) => [id, showCluster(cluster, now())]));
};

/** A page of clusters, oldest first. @throws AppError 400 for a cursor that is none. */
export const list = async (paging: Paging = {}, { now = clock.now }: Options = {}): Promise<Page<Cluster>> => {
  const { items, cursor } = await repository.list(paging);
  return { items: items.map((cluster) => showCluster(cluster, now())), cursor };
};

/** Changes name, region, or both. @throws AppError 404, 409 when the name is taken, 412 when `ifMatch` does not hold. */
export const change = (
  id: string,
  wanted: repository.ClusterChange,
  { ifMatch, now = clock.now }: Guarded = {},
): Promise<Cluster> =>
  optimisticRetry(async () => {
    const cluster = await load(id);
    assertMatch(ifMatch, showCluster(cluster, now()));
    const outcome = await repository.change(cluster, wanted, { exactly: ifMatch !== undefined });
    if (outcome === 'name-taken') throw clusterExists(wanted.name ?? cluster.name);
    return outcome === 'stale' ? outcome : get(id, { now });
  });

const MACHINES_IN_FLIGHT = 16;

/** Deletes one machine of a sealed cluster; all of them are terminated, and no longer counted. */
const clear = (id: string) =>
  optimisticRetry(async () => {
    const machine = await machines.find(id);
    return machine ? machines.remove(machine, { counts: false }) : 'removed';
  });

const seal = async (id: string, cluster: ClusterRecord, { ifMatch, now = clock.now }: Guarded) => {
  const at = now();
  assertMatch(ifMatch, showCluster(cluster, at));
  const left = machinesAt(cluster, at);
  if (left > 0) throw clusterInUse(id, left);
  return repository.seal(cluster, clock.iso(at));
};

/**
 * Deletes a cluster, and its terminated machines with it, however many. It is gone for everybody as soon as it is
 * sealed; what a crash left of a sealed one the same call deletes later.
 * @throws AppError 404, 409 while it has machines, 412 when `ifMatch` does not hold.
 */
export const remove = async (id: string, options: Guarded = {}): Promise<void> => {
  await optimisticRetry(async () => {
    const cluster = await repository.findSealedToo(id);
    if (!cluster) throw clusterUnknown(id);
    return cluster.sealed_at === undefined ? seal(id, cluster, options) : 'sealed';
  });
  for await (const ids of machines.idsIn(id)) await pLimit(MACHINES_IN_FLIGHT).map(ids, clear);
  await repository.remove(id);
};

/** So many moments at which machines ended are remembered before they are compacted into the count. */
const DEPARTURES_KEPT = 10;

/** Keeps a cluster's machine count short. */
export const compact = async (cluster: ClusterRecord, now: Date): Promise<void> => {
  const departed = departedBy(cluster, now);
  if (departed.length >= DEPARTURES_KEPT) await repository.compact(cluster, departed);
};

/** The cluster of that name, or undefined. */
export const findByName = async (name: string, { now = clock.now }: Options = {}): Promise<Cluster | undefined> => {
  const cluster = await repository.findByName(name);
  return cluster && showCluster(cluster, now());
};
