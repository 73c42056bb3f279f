import type { Cluster, Machine } from '#lib/cloud/model';
import * as clusters from '#lib/cloud/service/clusters';
import * as machines from '#lib/cloud/service/machines';
import { later } from '#lib/core/clock';
import { given } from './given.ts';

/** A clock that stands still until it is moved on. */
export const stoppedClock = (at = new Date('2026-11-20T12:00:00.000Z')) => {
  let time = at;
  return {
    now: (): Date => time,
    /** Long enough for whatever was begun to be done. */
    settle: (): void => {
      time = later(time, 5000);
    },
    pass: (ms: number): void => {
      time = later(time, ms);
    },
  };
};
export type StoppedClock = ReturnType<typeof stoppedClock>;

export const aCluster = ({ now }: Pick<StoppedClock, 'now'> = stoppedClock()): Promise<Cluster> =>
  clusters.create({ name: given.name('cluster'), region_code: 'A' }, { now });

/** So many machines of a cluster, RUNNING when the clock is settled. */
export const machinesOf = async (
  { name: cluster_name }: Cluster,
  count: number,
  { tags = [], now = stoppedClock().now }: { tags?: string[]; now?: () => Date } = {},
): Promise<Machine[]> => {
  const made: Machine[] = [];
  for (let n = 0; n < count; n += 1) made.push(await machines.create({ cluster_name, tags }, { now }));
  return made;
};
