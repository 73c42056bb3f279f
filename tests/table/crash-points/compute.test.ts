import { randomInt } from 'node:crypto';
import { expect } from '@jest/globals';
import * as compute from '#lib/compute/service';
import { crashAtEach, crashPoint } from '#support/crash-points';

const someone = () => ({ id: randomInt(1e9), name: 'someone' });
const WANTED = { cpus: 4, memory: 0.3 };

/** The quota is what the clusters that are there take up together. */
const isCountedRight = async (user: ReturnType<typeof someone>): Promise<number> => {
  const { items: clusters } = await compute.list(user);
  const { clusters: count, cpus, memory } = await compute.quota(user);
  expect({ count: count.used, cpus: cpus.used, memory: memory.used }).toEqual({
    count: clusters.length,
    cpus: clusters.reduce((sum, each) => sum + each.cpus, 0),
    memory: Math.round(clusters.reduce((sum, each) => sum + each.memory, 0) * 1000) / 1000,
  });
  return clusters.length;
};

crashAtEach([
  crashPoint({
    does: 'a creation',
    given: async () => someone(),
    work: (user) => compute.create(user, WANTED),
    holds: async (user, answer) => {
      const count = await isCountedRight(user);
      if (answer) expect(await compute.get(user, answer.id)).toEqual(answer);
      if (answer) expect(count).toBe(1);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'a creation up to the quota',
    given: async () => someone(),
    work: (user) => compute.create(user, WANTED, { limit: { clusters: 1, cpus: 4, memoryBytes: 2 ** 30 } }),
    holds: async (user) => expect(await isCountedRight(user)).toBe(1),
    writes: 1,
  }),
  crashPoint({
    does: 'a deletion',
    given: async () => {
      const user = someone();
      await compute.create(user, WANTED);
      return { user, id: (await compute.create(user, WANTED)).id };
    },
    work: ({ user, id }) => compute.remove(user, id),
    holds: async ({ user }) => expect(await isCountedRight(user)).toBe(1),
    writes: 1,
  }),
]);
