import { expect, test } from '@jest/globals';
import { listed } from '#lib/pools/ip-ranges';
import * as pools from '#lib/pools/service';
import { FreeCache } from '#lib/pools/service/free-cache';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';
import { given } from '#support/given';

const aPool = async (entry = '10.0.0.1-10.0.0.10', coolDownSeconds = 0): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: 'rack', addresses: listed([entry]), coolDownSeconds });
  return id;
};

const first = async (id: string): Promise<string> => (await pools.get(id)).pool.resources[0]?.id ?? '';

/** Pages that begin with the first, so that none must go around: a page from a random start sometimes does. */
const fromTheFirst = () => '0';
const fresh = () => new FreeCache({ start: fromTheFirst });

const CALLS: Record<string, () => Promise<Cost>> = {
  'create a pool of 10': () => measure(() => aPool()),
  'create a pool of 1,000': () => measure(() => aPool('10.0.0.1-10.0.3.232')),
  'create a pool of 10.0.0.0/8': () => measure(() => aPool('10.0.0.0/8')),
  'create a pool in a space': async () => {
    const space = given.poolId();
    await pools.create(given.poolId(), { name: 'p', addresses: ['10.0.0.0/24'], space });
    return measure(() => pools.create(given.poolId(), { name: 'p', addresses: ['10.1.0.0/24'], space }));
  },
  'edit a pool': async () => {
    const id = await aPool();
    return measure(() => pools.edit(id, { name: 'other' }));
  },
  'a page of 1,000 of 10.0.0.0/8': async () => {
    const id = await aPool('10.0.0.0/8');
    return measure(() => pools.get(id));
  },
  'allocate a block of 16': async () => {
    const id = await aPool('10.0.0.0/24');
    return measure(() => pools.allocateBlock(id, 28));
  },
  'release a block': async () => {
    const id = await aPool('10.0.0.0/24');
    const block = await pools.allocateBlock(id, 28);
    return measure(() => pools.release(id, block.id));
  },
  'find an address that one pool has': async () => {
    await aPool('192.168.77.0/24');
    await pools.findAddress('192.168.77.9');
    return measure(() => pools.findAddress('192.168.77.9'));
  },
  'find what an owner holds': async () => {
    const owner = given.name('owner');
    await pools.allocateOwned(await aPool(), undefined, { owner });
    return measure(() => pools.findOwned(owner));
  },
  'read a pool of 10': async () => {
    const id = await aPool();
    return measure(() => pools.get(id));
  },
  'delete a pool of 10': async () => {
    const id = await aPool();
    return measure(() => pools.remove(id));
  },
  'delete a pool of 10 in use': async () => {
    const id = await aPool();
    await pools.allocate(id, await first(id));
    return measure(() => pools.remove(id).catch(() => {}));
  },
  'allocate a named one': async () => {
    const id = await aPool();
    const resource = await first(id);
    return measure(() => pools.allocate(id, resource));
  },
  'allocate a named one that is allocated': async () => {
    const id = await aPool();
    const resource = await first(id);
    await pools.allocate(id, resource);
    return measure(() => pools.allocate(id, resource).catch(() => {}));
  },
  'allocate any, the first of a process': async () => {
    const id = await aPool('10.0.0.0/25');
    return measure(() => pools.allocateAny(id, {}, { freeCache: fresh() }));
  },
  'allocate any, the next': async () => {
    const id = await aPool('10.0.0.0/25');
    await pools.allocateAny(id);
    return measure(() => pools.allocateAny(id));
  },
  'allocate any, and none is left of 10': async () => {
    const id = await aPool();
    await pools.allocateMany(id, 10, undefined);
    return measure(() => pools.allocateAny(id).catch(() => {}));
  },
  'allocate 10 at once': async () => {
    const id = await aPool('10.0.0.0/25');
    return measure(() => pools.allocateMany(id, 10, undefined));
  },
  'allocate for an owner': async () => {
    const id = await aPool('10.0.0.0/25');
    return measure(() => pools.allocateOwned(id, undefined, { owner: 'al' }, { freeCache: fresh() }));
  },
  'allocate for an owner who holds one': async () => {
    const id = await aPool();
    await pools.allocateOwned(id, undefined, { owner: 'al' });
    return measure(() => pools.allocateOwned(id, undefined, { owner: 'al' }));
  },
  release: async () => {
    const id = await aPool();
    const { id: resource } = await pools.allocateAny(id);
    return measure(() => pools.release(id, resource));
  },
  'release what was released': async () => {
    const id = await aPool();
    const resource = await first(id);
    return measure(() => pools.release(id, resource));
  },
  'release from an owner': async () => {
    const id = await aPool();
    const { id: resource } = await pools.allocateOwned(id, undefined, { owner: 'al' });
    return measure(() => pools.release(id, resource));
  },
  'release into a cool-down': async () => {
    const id = await aPool('10.0.0.0/28', 60);
    const { id: resource } = await pools.allocateAny(id);
    return measure(() => pools.release(id, resource));
  },
  'add an address': async () => {
    const id = await aPool();
    return measure(() => pools.add(id, '10.1.1.1'));
  },
  'remove an address': async () => {
    const id = await aPool();
    const resource = await first(id);
    return measure(() => pools.removeResource(id, resource));
  },
  'read an address': async () => {
    const id = await aPool();
    const resource = await first(id);
    return measure(() => pools.getResource(id, resource));
  },
  'use of a pool': async () => {
    const id = await aPool();
    return measure(() => pools.usage(id));
  },
};

test('docs/costs.md has exactly these calls', () => {
  expect(Object.keys(documentedCosts('Pools')).sort()).toEqual(Object.keys(CALLS).sort());
});

test.each(Object.entries(CALLS))('%s costs what docs/costs.md says', async (call, cost) => {
  const measured = await cost();
  expect({ call, ...comparable(measured) }).toEqual({
    call,
    ...comparable(documentedCosts('Pools')[call] ?? { requests: 0, reads: 0, writes: 0 }),
  });
});
