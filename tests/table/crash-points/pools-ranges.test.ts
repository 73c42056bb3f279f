import { expect } from '@jest/globals';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { FreeCache } from '#lib/pools/service/free-cache';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';
import { codeOf } from '#support/refusal';

/** Every write of what is done with ranges, blocks and spaces. */
const aPool = async (...addresses: string[]): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: 'p', addresses });
  return id;
};

const inSpace = async (space: string, ...addresses: string[]): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: 'p', addresses, space });
  return id;
};

/** Some of it was had and released, so that it has items. */
const touched = async (id: string, ...addresses: string[]): Promise<string> => {
  for (const address of addresses) {
    await pools.allocate(id, resourceId(id, address));
    await pools.release(id, resourceId(id, address));
  }
  return id;
};

/** Exactly so many can be had. */
const allCanBeHad = async (id: string, count: number): Promise<void> => {
  expect((await pools.usage(id)).total).toBe(count);
  for (let left = count; left > 0; left -= 100) await pools.allocateMany(id, Math.min(left, 100), undefined);
  expect(await codeOf(pools.allocateAny(id))).toBe('pool.exhausted');
};

crashAtEach([
  crashPoint({
    does: 'a creation in a space',
    given: async () => ({ id: given.poolId(), space: given.name('space') }),
    work: ({ id, space }) => pools.create(id, { name: 'p', addresses: ['10.0.0.0/25'], space }),
    holds: async ({ id, space }) => {
      expect(await codeOf(inSpace(space, '10.0.0.0/8'))).toBe('space.overlap');
      await allCanBeHad(id, 126);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'a deletion in a space',
    given: async () => {
      const space = given.name('space');
      return { id: await inSpace(space, '10.0.0.0/25', '10.9.0.0/16'), space };
    },
    work: ({ id }) => pools.remove(id),
    holds: async ({ space }) => {
      expect(await codeOf(inSpace(space, '10.0.0.0/8'))).toBe('done');
    },
    writes: 3,
  }),
  crashPoint({
    does: 'the addition of a range in a space',
    given: async () => {
      const space = given.name('space');
      return { id: await inSpace(space, '10.0.0.0/30'), space };
    },
    work: ({ id }) => pools.addAny(id, '10.0.1.0-10.0.1.63'),
    holds: async ({ id, space }) => {
      expect(await codeOf(inSpace(space, '10.0.1.60-10.0.1.70'))).toBe('space.overlap');
      await allCanBeHad(id, 66);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the removal of a range in a space, of which some was had',
    given: async () => {
      const space = given.name('space');
      return { id: await touched(await inSpace(space, '10.0.0.0/26'), '10.0.0.9', '10.0.0.33'), space };
    },
    work: ({ id }) => pools.removeAny(id, '10.0.0.8-10.0.0.15'),
    holds: async ({ id, space }) => {
      expect(await codeOf(inSpace(space, '10.0.0.8-10.0.0.15'))).toBe('done');
      expect(await codeOf(inSpace(space, '10.0.0.16'))).toBe('space.overlap');
      await allCanBeHad(id, 54);
    },
    writes: 3,
  }),
  crashPoint({
    does: 'the allocation of a block for an owner',
    given: async () => ({ id: await touched(await aPool('10.0.0.0-10.0.0.31'), '10.0.0.30'), owner: given.name() }),
    work: ({ id, owner }) => pools.allocateBlock(id, 29, { owner }),
    // Whoever comes by decides what was announced.
    next: ({ id }) => pools.edit(id, { name: 'q' }),
    holds: async ({ id, owner }, answer) => {
      const { items } = await pools.findOwned(owner);
      const block = { ip_address: '10.0.0.24', prefix_length: 29, status: 'ALLOCATED' };
      if (answer) expect(answer).toMatchObject(block);
      if (answer || items.length > 0) expect(items).toMatchObject([block]);
      for (const { id: one } of items) await pools.release(id, one, { owner });
      expect((await pools.findOwned(owner)).items).toEqual([]);
      await allCanBeHad(id, 32);
    },
    writes: 3,
  }),
  crashPoint({
    does: 'the release of a block',
    given: async () => {
      const id = await aPool('10.0.0.0-10.0.0.31');
      return { id, block: await pools.allocateBlock(id, 29, { owner: 'al' }) };
    },
    work: ({ id, block }) => pools.release(id, block.id, { owner: 'al' }),
    holds: async ({ id, block }, answer) => {
      if (answer) expect(answer).toMatchObject({ id: block.id, status: 'RELEASED' });
      await allCanBeHad(id, 32);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'an edit',
    given: () => aPool('10.0.0.0/28'),
    work: (id) => pools.edit(id, { name: 'q', coolDownSeconds: 5 }),
    holds: async (id) => {
      expect((await pools.get(id)).head).toEqual({ id, name: 'q', cool_down_seconds: 5 });
    },
    writes: 1,
  }),
  crashPoint({
    does: 'an allocation that is taken back, as its address was removed meanwhile',
    given: async () => {
      const id = await aPool('10.0.0.0/28');
      await pools.removeResource(id, resourceId(id, '10.0.0.5'));
      return id;
    },
    // Its process knows the pool as it was.
    work: (id) => codeOf(pools.allocate(id, resourceId(id, '10.0.0.5'))),
    holds: async (id, answer) => {
      expect(answer ?? 'resource.unknown').toBe('resource.unknown');
      expect(await codeOf(pools.allocate(id, resourceId(id, '10.0.0.5')))).toBe('resource.unknown');
      expect(await codeOf(pools.remove(id))).toBe('done');
    },
    writes: 2,
  }),
  crashPoint({
    does: 'an allocation of any that meets a slot without any left',
    given: async () => {
      const id = await aPool('10.0.0.0-10.0.0.64');
      await pools.allocate(id, resourceId(id, '10.0.0.64'));
      return id;
    },
    work: (id) => pools.allocateAny(id, {}, { freeCache: new FreeCache() }),
    next: async () => undefined,
    holds: async (id) => {
      const { resources } = (await pools.get(id)).pool;
      for (const { id: one } of resources) await pools.release(id, one);
      await allCanBeHad(id, 65);
    },
    writes: 1,
  }),
]);
