import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { type AppError, conflict, notFound } from '#lib/core/errors';
import { assertMatch } from '#lib/core/etag';
import { timedId } from '#lib/core/ids';
import { ConditionFailed, TransactionCanceled } from '#lib/db/errors';
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

const unknown = (id: string): AppError => notFound('cloud-cluster.unknown', `There is no cluster ${id}.`);
const taken = (name: string): AppError => conflict('cloud-cluster.exists', `There is a cluster named ${name} already.`);

const load = async (id: string): Promise<ClusterRecord> => {
  const cluster = await repository.find(id);
  if (!cluster) throw unknown(id);
  return cluster;
};

/** Makes a cluster. @throws AppError 409 when the name is taken. */
export const create = async (
  { name, region_code }: { name: string; region_code: RegionCode },
  { now = clock.now }: Options = {},
): Promise<Cluster> => {
  const at = now();
  const cluster = { id: timedId(), name, region_code, created_at: clock.iso(at), counted: 0, version: 1 };
  const record: ClusterRecord = { ...cluster, departures: [] };
  try {
    await repository.create(record);
  } catch (error) {
    if (error instanceof TransactionCanceled) throw taken(name);
    throw error;
  }
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
export const list = async (
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  { now = clock.now }: Options = {},
): Promise<{ items: Cluster[]; cursor: string | undefined }> => {
  const page = await repository.list(limit, cursor);
  return { items: page.clusters.map((cluster) => showCluster(cluster, now())), cursor: page.cursor };
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
    try {
      await repository.change(cluster, wanted, { exactly: ifMatch !== undefined });
    } catch (error) {
      if (error instanceof TransactionCanceled && error.refusals[1]) throw taken(wanted.name ?? cluster.name);
      throw error;
    }
    return get(id, { now });
  });

const MACHINES_IN_FLIGHT = 16;

/** Deletes one machine of a sealed cluster; all of them are terminated, and no longer counted. */
const clear = (id: string): Promise<void> =>
  optimisticRetry(async () => {
    const machine = await machines.find(id);
    if (machine) await machines.remove(machine, { counts: false });
  });

const seal = async (id: string, cluster: ClusterRecord, { ifMatch, now = clock.now }: Guarded): Promise<void> => {
  const at = now();
  assertMatch(ifMatch, showCluster(cluster, at));
  const left = machinesAt(cluster, at);
  if (left > 0)
    throw conflict('cloud-cluster.in-use', `Cluster ${id} still has ${left} machine${left === 1 ? '' : 's'}.`);
  await repository.seal(cluster, clock.iso(at));
};

/**
 * Deletes a cluster, and its terminated machines with it, however many. It is gone for everybody as soon as it is
 * sealed; what a crash left of a sealed one the same call deletes later.
 * @throws AppError 404, 409 while it has machines, 412 when `ifMatch` does not hold.
 */
export const remove = async (id: string, options: Guarded = {}): Promise<void> => {
  await optimisticRetry(async () => {
    const cluster = await repository.findSealedToo(id);
    if (!cluster) throw unknown(id);
    if (cluster.sealed_at === undefined) await seal(id, cluster, options);
  });
  for await (const ids of machines.idsIn(id)) await pLimit(MACHINES_IN_FLIGHT).map(ids, clear);
  await repository.remove(id);
};

/** So many moments at which machines ended are remembered before they are folded into the count. */
const DEPARTURES_KEPT = 10;

/** Keeps a cluster's census short. */
export const compact = async (cluster: ClusterRecord, now: Date): Promise<void> => {
  const departed = departedBy(cluster, now);
  if (departed.length < DEPARTURES_KEPT) return;
  try {
    await repository.compact(cluster, departed);
  } catch (error) {
    // Somebody else has.
    if (!(error instanceof ConditionFailed)) throw error;
  }
};
