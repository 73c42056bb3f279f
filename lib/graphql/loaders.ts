import DataLoader from 'dataloader';
import pLimit from 'p-limit';
import type { User } from '#lib/auth/model';
import * as clusters from '#lib/cloud/service/clusters';
import * as machineList from '#lib/cloud/service/machine-list';
import * as machines from '#lib/cloud/service/machines';
import * as compute from '#lib/compute/service';
import type { Paging } from '#lib/core/page';
import { getEnrolled } from '#lib/fleet/service/enrolled';
import { timeline } from '#lib/fleet/service/timeline';
import type { UptimeWindow } from '#lib/monitor/model';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import * as ztp from '#lib/ztp/service';

/** Things by their ids: whatever fields ask for in one moment is one batch of requests. */
const many = <V>(read: (ids: readonly string[]) => Promise<Map<string, V>>) =>
  new DataLoader<string, V | undefined>(async (ids) => {
    const found = await read(ids);
    return ids.map((id) => found.get(id));
  });

const IN_FLIGHT = 16;

/** Lists that only a request of their own can give: the same one is read once, and so many at a time. */
const each = <K extends object, V>(read: (key: K) => Promise<V>) =>
  new DataLoader<K, V, string>(
    (keys) => pLimit(IN_FLIGHT).map(keys, (key) => read(key).catch((error: unknown) => error as Error)),
    { cacheKeyFn: (key) => JSON.stringify(key) },
  );

/** What is read in the course of one call, each thing once. */
export const makeLoaders = ({ user }: { user: User | undefined }) => ({
  pool: many(pools.getHeads),
  resources: each(({ pool, ...paging }: Paging & { pool: string; from?: string | undefined }) =>
    pools.get(pool, { view: 'full', ...paging }),
  ),
  poolUse: each(({ pool }: { pool: string }) => pools.usage(pool)),
  device: many((ids) => ztp.showMany(ids)),
  enrollment: many(getEnrolled),
  timeline: each(({ device, ...paging }: Paging & { device: string }) =>
    timeline(device, { ...paging, viewer: user?.id }),
  ),
  execs: each(({ device, ...paging }: Paging & { device: string }) => ztp.listExecs(device, paging)),
  server: many(monitor.getMany),
  pings: each(({ server, ...asked }: monitor.PingsQuery & { server: string }) => monitor.listPings(server, asked)),
  uptime: each(({ server, window }: { server: string; window: UptimeWindow }) => monitor.uptime(server, window)),
  changes: each(({ server, ...paging }: Paging & { server: string }) => monitor.listChanges(server, paging)),
  cloudCluster: many((ids) => clusters.getMany(ids)),
  machine: many((ids) => machines.getMany(ids)),
  machines: each(({ cluster, ...paging }: Paging & { cluster: string }) =>
    machineList.list({ cluster_name: cluster }, paging),
  ),
  computeCluster: many(async (ids) => (user ? compute.getMany(user, ids) : new Map())),
});
export type Loaders = ReturnType<typeof makeLoaders>;
