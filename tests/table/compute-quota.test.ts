import { randomInt } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Share } from '#lib/compute/quota';
import * as compute from '#lib/compute/service';

const GIB = 2 ** 30;
const someone = () => ({ id: randomInt(1e9), name: 'someone' });
const most = (limit: Partial<Share>) => ({ limit: { clusters: 1e6, cpus: 1e6, memoryBytes: 1e6 * GIB, ...limit } });
const quota = expect.objectContaining({ kind: 'conflict', code: 'compute-cluster.quota' });

const race = async (count: number, work: () => Promise<unknown>) => {
  const results = await Promise.allSettled(Array.from({ length: count }, work));
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  return { done: count - refused.length, refused };
};

test('64 racing creates at a limit of 10 clusters make exactly 10', async () => {
  const user = someone();
  const { done, refused } = await race(64, () => compute.create(user, { cpus: 1, memory: 1 }, most({ clusters: 10 })));
  expect(done).toBe(10);
  expect(refused).toEqual(Array(54).fill(quota));
  expect((await compute.list(user)).items).toHaveLength(10);
});

test('CPUs and memory are held as exactly, tenths of a GiB included', async () => {
  const user = someone();
  const limit = most({ cpus: 35 });
  expect((await race(32, () => compute.create(user, { cpus: 10, memory: 0.1 }, limit))).done).toBe(3);
  expect((await race(8, () => compute.create(user, { cpus: 5, memory: 0.1 }, limit))).done).toBe(1);
  const tenths = most({ memoryBytes: Math.ceil(0.1 * GIB) * 3 });
  const other = someone();
  expect((await race(8, () => compute.create(other, { cpus: 1, memory: 0.1 }, tenths))).done).toBe(3);
});

test('the refusal says what is in the way', async () => {
  const user = someone();
  const limit = most({ clusters: 1, cpus: 10 });
  await compute.create(user, { cpus: 10, memory: 1 }, limit);
  await expect(compute.create(user, { cpus: 1, memory: 1 }, limit)).rejects.toMatchObject({
    message: 'This is more than you may have: clusters (1 of 1), CPUs (10 of 10, 1 more wanted).',
  });
});

test('a first cluster that is larger than the quota is refused as well', async () => {
  await expect(compute.create(someone(), { cpus: 16, memory: 1 }, most({ cpus: 10 }))).rejects.toEqual(quota);
});

test('of racing deletes one gives back, once', async () => {
  const user = someone();
  const limit = most({ clusters: 2 });
  const first = await compute.create(user, { cpus: 16, memory: 128 }, limit);
  await compute.create(user, { cpus: 1, memory: 0.3 }, limit);
  const { done, refused } = await race(16, () => compute.remove(user, first.id));
  expect(done).toBe(1);
  expect(refused).toEqual(Array(15).fill(expect.objectContaining({ kind: 'not-found' })));
  expect((await race(8, () => compute.create(user, { cpus: 1, memory: 1 }, limit))).done).toBe(1);
});

test('one user never takes from the quota of another', async () => {
  const [one, other] = [someone(), someone()];
  const limit = most({ clusters: 1 });
  await compute.create(one, { cpus: 1, memory: 1 }, limit);
  expect(await compute.create(other, { cpus: 1, memory: 1 }, limit)).toMatchObject({ creator: other.id });
});
