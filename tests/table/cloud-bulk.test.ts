import { expect, test } from '@jest/globals';
import * as bulk from '#lib/cloud/service/bulk';
import * as clusters from '#lib/cloud/service/clusters';
import * as machines from '#lib/cloud/service/machines';
import { aCluster, machinesOf, stoppedClock } from '#support/cloud';
import { given } from '#support/given';

const NOT_ALLOWED = 'Cannot STOP a STOPPED machine. Allowed now: START, TERMINATE.';

test('each machine with the tag begins the operation or says why not; a dry run says the same and does nothing', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const tag = given.name('tag');
  const made = (await machinesOf(cluster, 5, { tags: [tag], now: clock.now })).map(({ id }) => id);
  const [untagged] = await machinesOf(cluster, 1, clock);
  clock.settle();
  await machines.operate(made[1] ?? '', 'STOP', clock);
  clock.settle();

  const expected = {
    accepted: made.filter((_, n) => n !== 1),
    rejected: [{ id: made[1], detail: NOT_ALLOWED }],
  };
  expect(await bulk.operate('STOP', { tag }, { ...clock, dryRun: true })).toEqual(expected);
  expect(await machines.get(made[0] ?? '', clock)).toMatchObject({ state: 'RUNNING', operations: [] });
  expect(await bulk.operate('STOP', { tag }, clock)).toEqual(expected);
  expect(await machines.get(made[0] ?? '', clock)).toMatchObject({ state: 'STOPPING' });
  expect(await machines.get(untagged?.id ?? '', clock)).toMatchObject({ state: 'RUNNING' });
});

test('terminating by cluster takes the machines of that cluster alone, and its count follows', async () => {
  const clock = stoppedClock();
  const [here, there] = [await aCluster(clock), await aCluster(clock)];
  const tag = given.name('tag');
  const made = await machinesOf(here, 53, { tags: [tag], now: clock.now });
  await machinesOf(there, 2, { tags: [tag], now: clock.now });
  clock.settle();
  const result = await bulk.operate('TERMINATE', { tag, cluster_name: here.name }, clock);
  expect(result).toEqual({ accepted: made.map(({ id }) => id), rejected: [] });
  const counts = () => Promise.all([here, there].map(async ({ id }) => (await clusters.get(id, clock)).machines));
  expect(await counts()).toEqual([53, 2]);
  clock.settle();
  expect(await counts()).toEqual([0, 2]);
});

test('callers that terminate the same machines at the same time end each of them once', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const { name: cluster_name } = cluster;
  const made = (await machinesOf(cluster, 12, clock)).map(({ id }) => id);
  clock.settle();
  const results = await Promise.all([
    bulk.operate('TERMINATE', { cluster_name }, clock),
    bulk.operate('TERMINATE', { cluster_name }, clock),
    machines.operate(made[3] ?? '', 'TERMINATE', clock).then(
      ({ id }) => ({ accepted: [id] }),
      () => ({ accepted: [] }),
    ),
  ]);
  expect(results.flatMap(({ accepted }) => accepted).sort()).toEqual([...made].sort());
  clock.settle();
  expect(await clusters.get(cluster.id, clock)).toMatchObject({ machines: 0 });
});

test('more machines than one call takes are refused, and none of them is touched', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const [first] = await machinesOf(cluster, 3, clock);
  clock.settle();
  const tooMany = bulk.operate('STOP', { cluster_name: cluster.name }, { ...clock, most: 2 });
  await expect(tooMany).rejects.toMatchObject({ kind: 'invalid' });
  expect(await machines.get(first?.id ?? '', clock)).toMatchObject({ state: 'RUNNING' });
});

test('a cluster that is not there is refused, a tag that nothing has is not', async () => {
  await expect(bulk.operate('STOP', { cluster_name: given.name() })).rejects.toMatchObject({
    kind: 'invalid',
    errors: [{ path: 'cluster_name' }],
  });
  expect(await bulk.operate('STOP', { tag: given.name() })).toEqual({ accepted: [], rejected: [] });
});
