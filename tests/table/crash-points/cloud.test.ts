import { expect } from '@jest/globals';
import type { Cluster } from '#lib/cloud/model';
import * as bulk from '#lib/cloud/service/bulk';
import * as clusters from '#lib/cloud/service/clusters';
import * as machineLists from '#lib/cloud/service/machine-list';
import * as machines from '#lib/cloud/service/machines';
import { aCluster, machinesOf, type StoppedClock, stoppedClock } from '#support/cloud';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';

const TAGS = ['a', 'b', 'c'];

interface Given {
  clock: StoppedClock;
  cluster: Cluster;
  ids: string[];
  name: string;
}

/** A cluster with machines that run. */
const running = async (count: number): Promise<Given> => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const ids = (await machinesOf(cluster, count, { ...clock, tags: TAGS })).map(({ id }) => id);
  clock.settle();
  return { clock, cluster, ids, name: given.name('new') };
};

const listed = async ({ cluster, clock }: Given, name = cluster.name) =>
  (await machineLists.list({ cluster_name: name }, { limit: 1000 }, clock)).items;

/** The count of a cluster is the number of its machines that are not TERMINATED, now and when all has settled. */
const isCountedRight = async (it: Given): Promise<void> => {
  for (let moments = 0; moments < 2; moments += 1) {
    const { machines, name } = await clusters.get(it.cluster.id, it.clock);
    expect(machines).toBe((await listed(it, name)).filter(({ state }) => state !== 'TERMINATED').length);
    it.clock.settle();
  }
};

const stopAll = async ({ ids, clock }: Given): Promise<void> => {
  for (const id of ids) await machines.operate(id, 'STOP', clock);
  clock.settle();
};

crashAtEach([
  crashPoint({
    does: 'the creation of a cluster',
    given: async () => ({ name: given.name('cluster'), clock: stoppedClock() }),
    work: ({ name, clock }) => clusters.create({ name, region_code: 'A' }, clock),
    holds: async ({ name, clock }, answer) => {
      // The name leads to a cluster in which machines can be made.
      const { cluster_id } = await machines.create({ cluster_name: name, tags: [] }, clock);
      expect(await clusters.get(cluster_id, clock)).toMatchObject({ name, machines: 1 });
      if (answer) expect(answer).toMatchObject({ id: cluster_id, name });
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the renaming of a cluster',
    given: () => running(1),
    work: ({ cluster, name, clock }) => clusters.change(cluster.id, { name }, clock),
    holds: async (it) => {
      expect(await clusters.get(it.cluster.id, it.clock)).toMatchObject({ name: it.name });
      expect(await listed(it, it.name)).toHaveLength(1);
      // The old name is free for another.
      expect(await clusters.create({ name: it.cluster.name, region_code: 'B' }, it.clock)).toMatchObject({
        machines: 0,
      });
      await isCountedRight(it);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the deletion of a cluster with machines that have ended',
    given: async () => {
      const it = await running(3);
      await bulk.operate('TERMINATE', { cluster_name: it.cluster.name }, it.clock);
      it.clock.settle();
      return it;
    },
    work: ({ cluster, clock }) => clusters.remove(cluster.id, clock),
    holds: async ({ cluster, ids, clock }) => {
      await expect(clusters.get(cluster.id)).rejects.toMatchObject({ kind: 'not-found' });
      expect(await machines.getMany(ids, clock)).toEqual(new Map());
      for (const id of ids) await expect(machines.get(id)).rejects.toMatchObject({ kind: 'not-found' });
      const again = await clusters.create({ name: cluster.name, region_code: 'A' }, clock);
      expect(again).toMatchObject({ machines: 0 });
    },
    writes: 5,
  }),
  crashPoint({
    does: 'the creation of a machine',
    given: () => running(1),
    work: ({ cluster, name, clock }) => machines.create({ name, cluster_name: cluster.name, tags: TAGS }, clock),
    holds: async (it, answer) => {
      const made = (await listed(it)).filter(({ name }) => name === it.name);
      expect(made).toMatchObject([{ state: 'PENDING', tags: TAGS }]);
      if (answer) expect(made).toEqual([answer]);
      await isCountedRight(it);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'a change of name and tags',
    given: () => running(1),
    work: ({ ids, name, clock }) => machines.change(ids[0] ?? '', { name, tags: ['b', name] }, clock),
    holds: async (it) => {
      expect(await machines.get(it.ids[0] ?? '', it.clock)).toMatchObject({ name: it.name, tags: ['b', it.name] });
      const tagged = (tag: string) => machineLists.list({ cluster_name: it.cluster.name, tag }, { limit: 9 }, it.clock);
      expect((await tagged(it.name)).items).toHaveLength(1);
      expect((await tagged('c')).items).toEqual([]);
      await isCountedRight(it);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the deletion of a machine',
    given: async () => {
      const it = await running(2);
      await stopAll(it);
      return { ...it, name: (await machines.get(it.ids[0] ?? '', it.clock)).name };
    },
    work: ({ ids, clock }) => machines.remove(ids[0] ?? '', clock),
    holds: async (it) => {
      expect((await listed(it)).map(({ id }) => id)).toEqual(it.ids.slice(1));
      await machines.create({ name: it.name, cluster_name: it.cluster.name, tags: [] }, it.clock);
      await isCountedRight(it);
    },
    writes: 1,
  }),
  ...(['STOP', 'REBOOT', 'TERMINATE'] as const).map((operation) =>
    crashPoint({
      does: `${operation} of a machine`,
      given: () => running(1),
      work: ({ ids, clock }) => machines.operate(ids[0] ?? '', operation, clock),
      holds: async (it) => {
        const { operations } = await machines.get(it.ids[0] ?? '', it.clock);
        expect(operations.map(({ type }) => type)).toEqual([operation]);
        await isCountedRight(it);
      },
      writes: 1,
    }),
  ),
  ...(['STOP', 'TERMINATE'] as const).map((operation) =>
    crashPoint({
      does: `${operation} of all machines of a cluster`,
      given: () => running(4),
      work: ({ cluster, clock }) => bulk.operate(operation, { cluster_name: cluster.name }, clock),
      holds: async (it, answer) => {
        const operations = (await listed(it)).map((machine) => machine.operations.map(({ type }) => type));
        expect(operations).toEqual(Array(4).fill([operation]));
        if (answer) expect(answer).toEqual({ accepted: it.ids, rejected: [] });
        await isCountedRight(it);
      },
      writes: operation === 'STOP' ? 4 : 1,
    }),
  ),
  crashPoint({
    does: 'the end of a machine that makes a cluster tidy its count',
    given: async () => {
      const it = await running(11);
      for (const id of it.ids.slice(0, 10)) {
        await machines.operate(id, 'TERMINATE', it.clock);
        it.clock.settle();
      }
      return it;
    },
    work: ({ ids, clock }) => machines.operate(ids[10] ?? '', 'TERMINATE', clock),
    holds: isCountedRight,
    writes: 2,
  }),
]);
