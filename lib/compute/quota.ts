import type { Settings } from '#lib/core/settings';
import type { ComputeCluster, ComputeQuota } from './model.ts';

/** What clusters take up: one's own, a user's all, or the most that a user may have. */
export interface Share {
  clusters: number;
  cpus: number;
  memoryBytes: number;
}

const GIB = 2 ** 30;

/** Whole bytes, so that sums are exact: adding and taking away tenths would not end at zero. */
const bytesOf = (gib: number): number => Math.ceil(gib * GIB);

export const shareOf = ({ cpus, memory }: Pick<ComputeCluster, 'cpus' | 'memory'>): Share => ({
  clusters: 1,
  cpus,
  memoryBytes: bytesOf(memory),
});

type Limits = Pick<Settings, 'COMPUTE_CLUSTERS_PER_USER' | 'COMPUTE_CPUS_PER_USER' | 'COMPUTE_MEMORY_PER_USER'>;

export const limitOf = (limits: Limits): Share => ({
  clusters: limits.COMPUTE_CLUSTERS_PER_USER,
  cpus: limits.COMPUTE_CPUS_PER_USER,
  memoryBytes: Math.floor(limits.COMPUTE_MEMORY_PER_USER * GIB),
});

/** The most that may be taken up already for `wanted` to fit in; negative where it never does. */
export const roomFor = (wanted: Share, limit: Share): Share => ({
  clusters: limit.clusters - wanted.clusters,
  cpus: limit.cpus - wanted.cpus,
  memoryBytes: limit.memoryBytes - wanted.memoryBytes,
});

export const minus = ({ clusters, cpus, memoryBytes }: Share): Share => ({
  clusters: -clusters,
  cpus: -cpus,
  memoryBytes: -memoryBytes,
});

const gib = (bytes: number): number => Math.round((bytes / GIB) * 1000) / 1000;

/** What is in the way of `wanted` when `used` is taken up, in words: `clusters (10 of 10)`. */
export const excessOf = (wanted: Share, used: Share, limit: Share): string[] => {
  const room = roomFor(wanted, limit);
  return [
    used.clusters > room.clusters && `clusters (${used.clusters} of ${limit.clusters})`,
    used.cpus > room.cpus && `CPUs (${used.cpus} of ${limit.cpus}, ${wanted.cpus} more wanted)`,
    used.memoryBytes > room.memoryBytes &&
      `memory (${gib(used.memoryBytes)} of ${gib(limit.memoryBytes)} GiB, ${gib(wanted.memoryBytes)} more wanted)`,
  ].filter((each) => each !== false);
};

/** How much of each is taken up, and the most that may be, as it is shown. */
export const quotaOf = (used: Share, limit: Share): ComputeQuota => ({
  clusters: { used: used.clusters, limit: limit.clusters },
  cpus: { used: used.cpus, limit: limit.cpus },
  memory: { used: gib(used.memoryBytes), limit: gib(limit.memoryBytes) },
});
