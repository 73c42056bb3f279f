import { expect, test } from '@jest/globals';
import * as repository from '#lib/cloud/repository/clusters';
import * as clusters from '#lib/cloud/service/clusters';
import * as machineList from '#lib/cloud/service/machine-list';
import * as machines from '#lib/cloud/service/machines';
import { etagOf } from '#lib/core/etag';
import { aCluster, machinesOf, stoppedClock } from '#support/cloud';
import { given } from '#support/given';

const fulfilled = (outcomes: PromiseSettledResult<unknown>[]): number =>
  outcomes.filter(({ status }) => status === 'fulfilled').length;

test('a name is taken once, however many ask for it at the same time', async () => {
  const name = given.name('cluster');
  const outcomes = await Promise.allSettled(
    Array.from({ length: 16 }, () => clusters.create({ name, region_code: 'B' })),
  );
  expect(fulfilled(outcomes)).toBe(1);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected')
      expect(outcome.reason).toMatchObject({ kind: 'conflict', code: 'cloud-cluster.exists' });
});

test('a rename takes the new name and frees the old one', async () => {
  const first = await aCluster();
  const second = await aCluster();
  await expect(clusters.change(second.id, { name: first.name })).rejects.toMatchObject({ kind: 'conflict' });
  const name = given.name('renamed');
  expect(await clusters.change(first.id, { name, region_code: 'D' })).toEqual({ ...first, name, region_code: 'D' });
  expect(await clusters.change(second.id, { name: first.name })).toEqual({ ...second, name: first.name });
  await expect(clusters.create({ name, region_code: 'A' })).rejects.toMatchObject({ kind: 'conflict' });
});

test('clusters that ask for one name at the same time never share it', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => aCluster()));
  const name = given.name('wanted');
  const outcomes = await Promise.allSettled(made.map(({ id }) => clusters.change(id, { name })));
  expect(fulfilled(outcomes)).toBe(1);
  const names = await Promise.all(made.map(async ({ id }) => (await clusters.get(id)).name));
  expect(names.filter((each) => each === name)).toHaveLength(1);
});

test('a rename shows at once on the machines, which are not written', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const [machine] = await machinesOf(cluster, 1, clock);
  const name = given.name('renamed');
  await clusters.change(cluster.id, { name, region_code: 'C' });
  const expected = { ...machine, cluster_name: name, region_code: 'C' };
  expect(await machines.get(machine?.id ?? '', clock)).toEqual(expected);
  const listed = (cluster_name: string) => machineList.list({ cluster_name }, { limit: 10 }, clock);
  expect(await listed(name)).toEqual({ items: [expected], cursor: undefined });
  expect(await listed(cluster.name)).toEqual({ items: [], cursor: undefined });
});

test('machines count until they are terminated or deleted', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const count = async () => (await clusters.get(cluster.id, clock)).machines;
  const [first, second] = await machinesOf(cluster, 3, clock);
  clock.settle();
  expect(await count()).toBe(3);
  await machines.operate(first?.id ?? '', 'TERMINATE', clock);
  expect(await count()).toBe(3);
  clock.settle();
  expect(await count()).toBe(2);
  await machines.remove(first?.id ?? '', clock);
  expect(await count()).toBe(2);
  await machines.operate(second?.id ?? '', 'STOP', clock);
  clock.settle();
  expect(await count()).toBe(2);
  await machines.remove(second?.id ?? '', clock);
  expect(await count()).toBe(1);
});

test('the census stays short, and right, however many machines end one after another', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const made = await machinesOf(cluster, 25, clock);
  clock.settle();
  for (const [n, { id }] of made.entries()) {
    await machines.operate(id, 'TERMINATE', clock);
    clock.settle();
    expect((await clusters.get(cluster.id, clock)).machines).toBe(24 - n);
  }
  expect((await repository.find(cluster.id))?.departures.length).toBeLessThan(15);
});

test('a cluster with machines is kept; one whose machines are all terminated goes, and they with it', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const made = await machinesOf(cluster, 3, { now: clock.now, tags: ['gone'] });
  await expect(clusters.remove(cluster.id, clock)).rejects.toMatchObject({
    kind: 'conflict',
    message: `Cluster ${cluster.id} still has 3 machines.`,
  });
  clock.settle();
  for (const { id } of made) await machines.operate(id, 'TERMINATE', clock);
  await expect(clusters.remove(cluster.id, clock)).rejects.toMatchObject({ kind: 'conflict' });
  clock.settle();
  await clusters.remove(cluster.id, clock);
  for (const { id } of made) await expect(machines.get(id)).rejects.toMatchObject({ kind: 'not-found' });
  expect((await machineList.list({ tag: 'gone' }, { limit: 10 })).items).toEqual([]);
  await expect(clusters.remove(cluster.id)).rejects.toMatchObject({ kind: 'not-found' });
  expect(await clusters.create({ name: cluster.name, region_code: 'A' })).toMatchObject({ machines: 0 });
});

test('a cluster sealed by a call that crashed is gone for everybody, and the next call finishes', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const [machine] = await machinesOf(cluster, 1, clock);
  const id = machine?.id ?? '';
  clock.settle();
  await machines.operate(id, 'TERMINATE', clock);
  clock.settle();
  const record = await repository.find(cluster.id);
  if (record) await repository.seal(record, clock.now().toISOString());

  await expect(clusters.get(cluster.id)).rejects.toMatchObject({ kind: 'not-found' });
  await expect(machines.get(id)).rejects.toMatchObject({ kind: 'not-found' });
  await expect(machines.create({ cluster_name: cluster.name, tags: [] })).rejects.toMatchObject({ kind: 'invalid' });
  expect((await clusters.list({ limit: 1000 })).items.map((each) => each.id)).not.toContain(cluster.id);
  expect((await machineList.list({}, { limit: 1000 })).items.map((each) => each.id)).not.toContain(id);

  await clusters.remove(cluster.id);
  expect(await repository.findSealedToo(cluster.id)).toBeUndefined();
});

test('a machine is never left without a cluster, however a deletion and creations meet', async () => {
  for (let round = 0; round < 8; round += 1) {
    const cluster = await aCluster();
    const [removal, ...creations] = await Promise.allSettled([
      clusters.remove(cluster.id),
      ...Array.from({ length: 3 }, () => machines.create({ cluster_name: cluster.name, tags: [] })),
    ]);
    const made = fulfilled(creations);
    if (removal.status === 'fulfilled') expect(made).toBe(0);
    else expect(await clusters.get(cluster.id)).toMatchObject({ machines: made });
  }
});

test('If-Match refuses what was decided on an old reading, and of racing callers lets one through', async () => {
  const cluster = await aCluster();
  const ifMatch = etagOf(cluster);
  const outcomes = await Promise.allSettled(
    (['B', 'C', 'D'] as const).map((region_code) => clusters.change(cluster.id, { region_code }, { ifMatch })),
  );
  expect(fulfilled(outcomes)).toBe(1);
  await expect(clusters.remove(cluster.id, { ifMatch })).rejects.toMatchObject({ kind: 'precondition' });
  await clusters.remove(cluster.id, { ifMatch: etagOf(await clusters.get(cluster.id)) });
});

test('a new machine makes the reading of its cluster an old one', async () => {
  const cluster = await aCluster();
  await machinesOf(cluster, 1);
  const outdated = clusters.change(cluster.id, { region_code: 'B' }, { ifMatch: etagOf(cluster) });
  await expect(outdated).rejects.toMatchObject({ kind: 'precondition' });
});
