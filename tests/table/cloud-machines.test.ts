import { expect, test } from '@jest/globals';
import * as clusters from '#lib/cloud/service/clusters';
import * as machineList from '#lib/cloud/service/machine-list';
import * as machines from '#lib/cloud/service/machines';
import { etagOf } from '#lib/core/etag';
import { aCluster, machinesOf, stoppedClock } from '#support/cloud';
import { losingAnAnswerAfter } from '#support/crash';
import { given } from '#support/given';

const ids = ({ items }: { items: { id: string }[] }): string[] => items.map(({ id }) => id);
const fiftyTags = (what: string): string[] => Array.from({ length: 50 }, (_, n) => `${what}-${n}`);

/** Gives the values one after another, the last for good. */
const inTurn =
  (...values: string[]) =>
  () =>
    (values.length > 1 ? values.shift() : values[0]) ?? '';

test('a name is taken once in a cluster, and is free in another', async () => {
  const [here, there] = [await aCluster(), await aCluster()];
  const name = given.name('machine');
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, () => machines.create({ name, cluster_name: here.name, tags: [] })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await clusters.get(here.id)).toMatchObject({ machines: 1 });
  expect(await machines.create({ name, cluster_name: there.name, tags: [] })).toMatchObject({ name });
});

test('names and addresses that were made up and are taken are made up anew', async () => {
  const cluster = await aCluster();
  const [first] = await machinesOf(cluster, 1);
  const { name = '', ipv4 = '', ipv6 = '' } = first ?? {};
  const second = await machines.create(
    { cluster_name: cluster.name, tags: [] },
    {
      name: inTurn(name, 'other-name'),
      ipv4: inTurn(ipv4, ipv4, '100.64.0.9'),
      ipv6: inTurn(ipv6, ipv6, ipv6, 'fd00::9'),
    },
  );
  expect(second).toMatchObject({ name: 'other-name', ipv4: '100.64.0.9', ipv6: 'fd00::9' });
  expect(await clusters.get(cluster.id)).toMatchObject({ machines: 2 });
});

test('a rename takes the new name and frees the old one; addresses are kept', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const [first, second] = await machinesOf(cluster, 2, clock);
  const id = first?.id ?? '';
  await expect(machines.change(id, { name: second?.name }, clock)).rejects.toMatchObject({
    kind: 'conflict',
    code: 'machine.exists',
  });
  clock.pass(10);
  expect(await machines.change(id, { name: 'maxhinex' }, clock)).toEqual({
    ...first,
    name: 'maxhinex',
    updated_at: clock.now().toISOString(),
  });
  expect(await machines.change(second?.id ?? '', { name: first?.name }, clock)).toMatchObject({ name: first?.name });
});

test('fifty tags are replaced by fifty others at once, and lead to the machine instead of the old ones', async () => {
  const cluster = await aCluster();
  const [old, young] = [fiftyTags(given.name('old')), fiftyTags(given.name('young'))];
  const [machine] = await machinesOf(cluster, 1, { tags: old });
  const id = machine?.id ?? '';
  const found = async (tag: string | undefined) => ids(await machineList.list({ tag }, { limit: 10 }));
  expect(await found(old[49])).toEqual([id]);
  await machines.change(id, { name: 'other', tags: young });
  expect(await Promise.all([old[0], old[49], young[0], young[49]].map(found))).toEqual([[], [], [id], [id]]);
  await machines.change(id, { tags: young.slice(1, 3) });
  expect(await Promise.all(young.slice(0, 4).map(found))).toEqual([[], [id], [id], []]);
  expect((await machines.get(id)).tags).toEqual(young.slice(1, 3));
});

test('a deleted machine leaves nothing: its name, its addresses and its tags are free', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const tag = given.name('tag');
  const [machine] = await machinesOf(cluster, 1, { tags: [tag], now: clock.now });
  const { id = '', name = '', ipv4 = '', ipv6 = '' } = machine ?? {};
  await expect(machines.remove(id, clock)).rejects.toMatchObject({ kind: 'conflict' });
  clock.settle();
  await machines.operate(id, 'STOP', clock);
  await expect(machines.remove(id, clock)).rejects.toMatchObject({ kind: 'conflict', extra: { allowed: [] } });
  clock.settle();
  await machines.remove(id, clock);
  await expect(machines.remove(id, clock)).rejects.toMatchObject({ kind: 'not-found' });
  const again = await machines.create(
    { name, cluster_name: cluster.name, tags: [] },
    { ipv4: () => ipv4, ipv6: () => ipv6 },
  );
  expect(again).toMatchObject({ name, ipv4, ipv6 });
  expect(ids(await machineList.list({ tag }, { limit: 10 }))).toEqual([]);
});

test('If-Match refuses what was decided on an old reading, also one of its cluster or of its state', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const [machine] = await machinesOf(cluster, 1, clock);
  const id = machine?.id ?? '';
  const read = async () => etagOf(await machines.get(id, clock));
  const tagIf = (tag: string, ifMatch: string) => machines.change(id, { tags: [tag] }, { now: clock.now, ifMatch });
  const pending = await read();
  clock.settle();
  await expect(tagIf('a', pending)).rejects.toMatchObject({ kind: 'precondition' });
  const running = await read();
  await clusters.change(cluster.id, { region_code: 'D' });
  await expect(tagIf('a', running)).rejects.toMatchObject({ kind: 'precondition' });
  const moved = await read();
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((tag) => tagIf(tag, moved)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await machines.operate(id, 'STOP', clock);
  clock.settle();
  const removeIf = (ifMatch: string) => machines.remove(id, { now: clock.now, ifMatch });
  await expect(removeIf(moved)).rejects.toMatchObject({ kind: 'precondition' });
  await removeIf(await read());
});

test('changes of name and tags that meet are both done', async () => {
  const cluster = await aCluster();
  const [machine] = await machinesOf(cluster, 1);
  const id = machine?.id ?? '';
  await Promise.all([machines.change(id, { name: 'together' }), machines.change(id, { tags: ['together'] })]);
  expect(await machines.get(id)).toMatchObject({ name: 'together', tags: ['together'] });
});

test('an operation that is sent twice is answered as begun, even when the next one has begun between the two', async () => {
  const clock = stoppedClock();
  const [machine] = await machinesOf(await aCluster(clock), 1, clock);
  const id = machine?.id ?? '';
  clock.pass(10_000);
  const at = clock.now();
  const { wasLost, given: answer } = await losingAnAnswerAfter(
    0,
    () => machines.begin(id, 'STOP', at),
    async () => {
      clock.pass(10_000);
      await machines.begin(id, 'START', clock.now());
    },
  );
  expect({ wasLost, operations: answer.operations.map(({ type }) => type) }).toEqual({
    wasLost: true,
    operations: ['STOP', 'START'],
  });
});
