import { expect, test } from '@jest/globals';
import * as bulk from '#lib/cloud/service/bulk';
import * as clusters from '#lib/cloud/service/clusters';
import * as machineList from '#lib/cloud/service/machine-list';
import * as machines from '#lib/cloud/service/machines';
import { aCluster, machinesOf, stoppedClock } from '#support/cloud';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';
import { given } from '#support/given';

const clock = stoppedClock();

/** A machine with two tags, RUNNING, in a cluster of its own. */
const aMachine = async (): Promise<string> => {
  const [machine] = await machinesOf(await aCluster(clock), 1, { tags: ['a', 'b'], now: clock.now });
  clock.settle();
  return machine?.id ?? '';
};

const aStoppedMachine = async (): Promise<string> => {
  const id = await aMachine();
  await machines.operate(id, 'STOP', clock);
  clock.settle();
  return id;
};

/** A cluster with a hundred machines with a tag: made once, for it takes a while. */
const makeHundred = async (): Promise<{ cluster_name: string; tag: string }> => {
  const cluster = await aCluster(clock);
  const tag = given.name('tag');
  await machinesOf(cluster, 100, { tags: [tag], now: clock.now });
  clock.settle();
  return { cluster_name: cluster.name, tag };
};

let hundred: ReturnType<typeof makeHundred> | undefined;
const aHundred = () => {
  hundred ??= makeHundred();
  return hundred;
};

const CALLS: Record<string, () => Promise<Cost>> = {
  'create a cluster': () => measure(() => aCluster(clock)),
  'read a cluster': async () => {
    const { id } = await aCluster(clock);
    return measure(() => clusters.get(id));
  },
  "change a cluster's region": async () => {
    const { id } = await aCluster(clock);
    return measure(() => clusters.change(id, { region_code: 'B' }));
  },
  'rename a cluster': async () => {
    const { id } = await aCluster(clock);
    return measure(() => clusters.change(id, { name: given.name() }));
  },
  'delete an empty cluster': async () => {
    const { id } = await aCluster(clock);
    return measure(() => clusters.remove(id));
  },
  'create a machine with two tags': async () => {
    const { name: cluster_name } = await aCluster(clock);
    return measure(() => machines.create({ cluster_name, tags: ['a', 'b'] }));
  },
  'read a machine': async () => {
    const id = await aMachine();
    return measure(() => machines.get(id));
  },
  'rename a machine': async () => {
    const id = await aMachine();
    return measure(() => machines.change(id, { name: 'other' }));
  },
  'replace one of its two tags': async () => {
    const id = await aMachine();
    return measure(() => machines.change(id, { tags: ['a', 'c'] }));
  },
  'start, stop or reboot': async () => {
    const id = await aMachine();
    return measure(() => machines.operate(id, 'STOP', clock));
  },
  terminate: async () => {
    const id = await aMachine();
    return measure(() => machines.operate(id, 'TERMINATE', clock));
  },
  'delete a machine with two tags': async () => {
    const id = await aStoppedMachine();
    return measure(() => machines.remove(id, clock));
  },
  'list 100 machines by cluster': async () => {
    const { cluster_name } = await aHundred();
    return measure(() => machineList.list({ cluster_name }, { limit: 100 }));
  },
  'list 100 machines by tag': async () => {
    const { tag } = await aHundred();
    return measure(() => machineList.list({ tag }, { limit: 100 }));
  },
  'stop 100 machines by tag': async () => {
    const { tag } = await aHundred();
    return measure(() => bulk.operate('STOP', { tag }, clock));
  },
  'terminate 100 machines by cluster': async () => {
    const { cluster_name } = await aHundred();
    clock.settle();
    return measure(() => bulk.operate('TERMINATE', { cluster_name }, clock));
  },
};

const documented = documentedCosts('Simulated cloud');

test('every call that is measured is documented, and the other way round', () => {
  expect(Object.keys(documented)).toEqual(Object.keys(CALLS));
});

test.each(Object.entries(CALLS))('%s costs what docs/costs.md says', async (call, cost) => {
  expect(comparable(await cost())).toEqual(documented[call] && comparable(documented[call]));
});
