import { expect } from '@jest/globals';
import { AppError } from '#lib/core/errors';
import { listed } from '#lib/pools/ip-ranges';
import type { ResourceRecord } from '#lib/pools/records';
import { find } from '#lib/pools/repository/usage-counters';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';
import { reachMarksOf } from '#support/marks';

const addresses = listed(['10.0.0.1-10.0.0.6']);
const BEGIN = new Date('2026-11-20T12:00:00.000Z');
const stopped = { now: () => BEGIN };
const first = (id: string): string => resourceId(id, '10.0.0.1');

const aPool = async (coolDownSeconds = 0): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: 'p', addresses, coolDownSeconds });
  return id;
};

const shown = async (id: string) => {
  try {
    return (await pools.get(id, { view: 'full', ...stopped })).pool.resources;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
};

const held = async (id: string): Promise<string[]> =>
  ((await shown(id)) ?? []).filter(({ status }) => status === 'ALLOCATED').map(({ ip_address }) => ip_address);

/** Everything that is held can be released, and then all of it can be had: nothing is lost under a seal or a pointer. */
const nothingIsLost = async (id: string, count = addresses.length): Promise<void> => {
  for (const ip of await held(id)) await pools.release(id, resourceId(id, ip));
  const all = await pools.allocateMany(id, count, undefined);
  expect(new Set(all.map(({ ip_address }) => ip_address)).size).toBe(count);
};

const change = (born: string, n: number) => ({
  before: undefined,
  after: { id: 'r', ip_address: '10.0.0.1', status: 'ALLOCATED', born, ranged: true } as ResourceRecord,
  sequence: String(n).padStart(48, '0'),
});

const isWhole = async (id: string): Promise<void> => {
  expect((await shown(id))?.map(({ ip_address }) => ip_address)).toEqual(addresses);
  await nothingIsLost(id);
};

crashAtEach([
  crashPoint({
    does: 'a creation',
    given: async () => given.poolId(),
    work: (id) => pools.create(id, { name: 'p', addresses }),
    holds: isWhole,
    writes: 1,
  }),
  crashPoint({
    does: 'a deletion',
    given: () => aPool(),
    work: (id) => pools.remove(id),
    holds: async (id) => {
      expect(await shown(id)).toBeUndefined();
      await pools.create(id, { name: 'new', addresses: [] });
      expect(await shown(id)).toEqual([]);
    },
    writes: 3,
  }),
  crashPoint({
    does: 'an addition',
    given: () => aPool(),
    work: (id) => pools.add(id, '10.0.0.9'),
    holds: async (id) => {
      expect((await shown(id))?.map(({ ip_address }) => ip_address)).toEqual([...addresses, '10.0.0.9']);
      await nothingIsLost(id, addresses.length + 1);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the removal of an address',
    given: () => aPool(),
    work: (id) => pools.removeResource(id, first(id)),
    holds: async (id) => {
      expect((await shown(id))?.map(({ ip_address }) => ip_address)).toEqual(addresses.slice(1));
      await nothingIsLost(id, addresses.length - 1);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'an allocation',
    given: () => aPool(),
    work: (id) => pools.allocate(id, first(id)),
    holds: async (id, answer) => {
      if (answer) expect(answer).toEqual({ id: first(id), ip_address: '10.0.0.1', status: 'ALLOCATED' });
      expect(await held(id)).toEqual(['10.0.0.1']);
      await nothingIsLost(id);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'a leased allocation in a pool with a cool-down',
    given: () => aPool(60),
    work: (id) => pools.allocate(id, first(id), { ttlSeconds: 60 }, stopped),
    holds: async (id, answer) => {
      if (answer) expect(answer).toMatchObject({ status: 'ALLOCATED', lease_until: '2026-11-20T12:01:00.000Z' });
      expect(await held(id)).toEqual(['10.0.0.1']);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'an allocation of several',
    given: () => aPool(),
    work: (id) => pools.allocateMany(id, 4, undefined),
    // All or none: a repeat would take others, of which there are not enough.
    next: async () => undefined,
    holds: async (id, answer) => {
      const now = await held(id);
      if (answer) expect([...answer].map(({ ip_address }) => ip_address).sort()).toEqual(now);
      expect([0, 4]).toContain(now.length);
      await nothingIsLost(id);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'an allocation for an owner',
    given: () => aPool(),
    work: (id) => pools.allocateOwned(id, undefined, { owner: 'al' }, stopped),
    holds: async (id, answer) => {
      const [one, ...others] = await held(id);
      expect(others).toEqual([]);
      expect(await pools.allocateOwned(id, undefined, { owner: 'al' }, stopped)).toMatchObject({ ip_address: one });
      if (answer) expect(answer).toMatchObject({ ip_address: one, owner: 'al' });
      await nothingIsLost(id);
    },
    writes: 1,
  }),
  crashPoint({
    does: 'an owner who begins a lease anew',
    given: async () => {
      const id = await aPool(60);
      await pools.allocateOwned(id, undefined, { owner: 'al', ttlSeconds: 10 }, stopped);
      return id;
    },
    work: (id) => pools.allocateOwned(id, undefined, { owner: 'al', ttlSeconds: 60 }, stopped),
    holds: async (id) => {
      const mine = (await shown(id))?.filter(({ status }) => status === 'ALLOCATED');
      expect(mine).toMatchObject([{ owner: 'al', lease_until: '2026-11-20T12:01:00.000Z' }]);
    },
    writes: 1,
  }),
  ...[
    { what: 'a release', coolDown: 0, owner: undefined },
    { what: 'a release from an owner', coolDown: 0, owner: 'al' },
    { what: 'a release into a cool-down', coolDown: 60, owner: undefined },
    { what: "a release of an owner's into a cool-down", coolDown: 60, owner: 'al' },
  ].map(({ what, coolDown, owner }) =>
    crashPoint({
      does: what,
      given: async () => {
        const id = await aPool(coolDown);
        if (owner) await pools.allocateOwned(id, first(id), { owner }, stopped);
        else await pools.allocate(id, first(id), {}, stopped);
        return id;
      },
      work: (id) => pools.release(id, first(id), stopped),
      holds: async (id, answer) => {
        if (answer) expect(answer).toEqual({ id: first(id), ip_address: '10.0.0.1', status: 'RELEASED' });
        expect(await held(id)).toEqual([]);
        const cooling = ((await shown(id)) ?? []).map(({ cooling_until }) => cooling_until).filter(Boolean);
        expect(cooling).toEqual(coolDown ? ['2026-11-20T12:01:00.000Z'] : []);
        if (owner) expect(await pools.allocateOwned(id, undefined, { owner }, stopped)).toMatchObject({ owner });
        if (!coolDown) await nothingIsLost(id);
      },
      writes: 1,
    }),
  ),
  crashPoint({
    does: 'the count of changes of two pools',
    given: async () => {
      const ids = [await aPool(), await aPool()];
      const born = await Promise.all(ids.map(async (id) => (await find(id))?.pool.born ?? ''));
      return { ids, born };
    },
    work: ({ ids, born }) =>
      pools.count(
        ids.flatMap((pool, i) => [1, 2, 3].map((n) => ({ pool, ...change(born[i] ?? '', 10 * i + n) }))),
        ids.map((pool, i) => ({ pool, born: born[i] ?? '', token: 'reached', shard: 0 })),
      ),
    holds: async ({ ids }) => {
      for (const id of ids) {
        expect(await pools.usage(id)).toMatchObject({ total: 6, allocated: 3 });
        expect((await find(id))?.reached[0]).toBe('reached');
      }
    },
    writes: 4,
  }),
  crashPoint({
    does: 'a recount',
    given: async () => {
      const id = await aPool();
      const born = (await find(id))?.pool.born ?? '';
      // A change that never was, so that there is something to put right.
      await pools.count([{ pool: id, ...change(born, 1) }]);
      return { id };
    },
    work: async ({ id }) => {
      // No stream runs here: whatever mark was sent has been reached.
      const end = reachMarksOf(id);
      try {
        return await pools.recount(id);
      } finally {
        end();
      }
    },
    holds: async ({ id }, answer) => {
      if (answer) expect(answer).toMatchObject({ total: addresses.length });
      expect((await find(id))?.ranged).toEqual({ total: 0, held: 0, timed: 0 });
    },
    writes: 3,
  }),
]);
