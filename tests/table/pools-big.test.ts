import { describe, expect, test } from '@jest/globals';
import { addressAt, placeOf } from '#lib/pools/ip-ranges';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { FreeCache } from '#lib/pools/service/free-cache';
import { measure } from '#support/costs';
import { given } from '#support/given';
import { codeOf } from '#support/refusal';

const TEN = placeOf('10.0.0.0');

const aPool = async (...addresses: string[]): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: 'big', addresses });
  return id;
};

const ips = (resources: readonly { ip_address: string }[]): string[] => resources.map(({ ip_address }) => ip_address);

describe('a pool of any size', () => {
  test.each(['10.0.0.0/24', '10.0.0.0/16', '10.0.0.0/8', '2001:db8::/64'])(
    '%s is made by one request',
    async (block) => {
      const { writes, requests } = await measure(() => aPool(block));
      expect({ requests, isCheap: writes <= 10 }).toEqual({ requests: 1, isCheap: true });
    },
  );

  test('a thousand ranges are one as well, and each can be used', async () => {
    const ranges = Array.from(
      { length: 1000 },
      (_, n) => `10.${n % 250}.${Math.floor(n / 250)}.10-10.${n % 250}.${Math.floor(n / 250)}.19`,
    );
    const id = await aPool(...ranges);
    expect(await pools.usage(id)).toEqual({ total: 10_000, allocated: 0, released: 10_000, cooling: 0 });
    const got = await pools.allocateMany(id, 50, undefined);
    expect(new Set(ips(got)).size).toBe(50);
    expect(
      (await pools.get(id, { from: '10.200.3.0', limit: 2 })).pool.resources.map(({ ip_address }) => ip_address),
    ).toEqual(['10.200.3.10', '10.200.3.11']);
  });

  test.each(['10.0.0.0/8', '2001:db8::/64'])('every call works on an address anywhere in %s', async (block) => {
    const id = await aPool(block);
    const far = block.startsWith('10') ? '10.200.7.9' : '2001:db8::ffff:9';
    const one = resourceId(id, far);
    expect(await pools.getResource(id, one)).toEqual({
      id: one,
      ip_address: far,
      status: 'RELEASED',
      pool_name: 'big',
    });
    expect(await pools.allocate(id, one)).toEqual({ id: one, ip_address: far, status: 'ALLOCATED' });
    expect(await codeOf(pools.allocate(id, one))).toBe('resource.allocated');
    expect(await codeOf(pools.removeResource(id, one))).toBe('resource.allocated');
    expect(await codeOf(pools.remove(id))).toBe('pool.in-use');
    expect((await pools.get(id, { from: far, limit: 1 })).pool.resources).toMatchObject([{ status: 'ALLOCATED' }]);
    expect(await pools.release(id, one)).toEqual({ id: one, ip_address: far, status: 'RELEASED' });
    await pools.removeResource(id, one);
    expect(await codeOf(pools.getResource(id, one))).toBe('resource.unknown');
    expect(await codeOf(pools.allocate(id, one))).toBe('resource.unknown');
    expect(await pools.add(id, far)).toEqual({ id: one, ip_address: far, status: 'RELEASED' });
    await pools.remove(id);
    expect(await codeOf(pools.get(id))).toBe('pool.unknown');
  });

  test('its pages follow each other anywhere in a /8, and end with it', async () => {
    const id = await aPool('10.0.0.0/8');
    const first = await pools.get(id, { limit: 3 });
    expect(ips(first.pool.resources)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    const second = await pools.get(id, { limit: 2, cursor: first.cursor });
    expect(ips(second.pool.resources)).toEqual(['10.0.0.4', '10.0.0.5']);
    const last = await pools.get(id, { from: '10.255.255.253' });
    expect({ last: ips(last.pool.resources), cursor: last.cursor }).toEqual({
      last: ['10.255.255.253', '10.255.255.254'],
      cursor: undefined,
    });
    expect((await pools.get(id)).pool.resources).toHaveLength(1000);
  });

  test('a walk by pages meets every address once, in order', async () => {
    const id = await aPool('10.0.0.0/18', '2001:db8::/122');
    await pools.allocateMany(id, 100, undefined);
    let [cursor, count, last, held] = [undefined as string | undefined, 0, -1n, 0];
    do {
      const page = await pools.get(id, { limit: 1000, cursor });
      for (const { ip_address, status } of page.pool.resources) {
        const place = ip_address.includes(':')
          ? 2n ** 40n + BigInt(`0x${ip_address.split(':').at(-1) || 0}`)
          : numberOf(ip_address);
        expect(place > last).toBe(true);
        last = place;
        if (status === 'ALLOCATED') held += 1;
      }
      count += page.pool.resources.length;
      cursor = page.cursor;
    } while (cursor);
    expect({ count, held }).toEqual({ count: 16_382 + 62, held: 100 });
  });

  test('processes that know nothing of each other get different addresses', async () => {
    const id = await aPool('10.0.0.0/8');
    const got = await Promise.all(
      Array.from({ length: 40 }, () => pools.allocateAny(id, {}, { freeCache: new FreeCache() })),
    );
    expect(new Set(ips(got)).size).toBe(40);
  });

  test('one of a small rest is found, and then it is exhausted', async () => {
    const id = await aPool('10.0.0.0/20');
    for (let n = 0; n < 40; n += 1) await pools.allocateMany(id, 100, undefined);
    const rest = await Promise.all(Array.from({ length: 94 }, () => pools.allocateAny(id)));
    expect(new Set(ips(rest)).size).toBe(94);
    expect(await codeOf(pools.allocateAny(id))).toBe('pool.exhausted');
    const back = rest[17] as { id: string; ip_address: string };
    await pools.release(id, back.id);
    expect(await pools.allocateAny(id)).toMatchObject({ ip_address: back.ip_address });
  });
});

const numberOf = (ip: string): bigint => ip.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);

describe('ranges', () => {
  test('are added inside and beside others, and nothing twice', async () => {
    const id = await aPool('10.0.0.0/24', '10.0.2.0/24');
    expect(await pools.addAny(id, '10.0.1.0/30')).toEqual({ resources: ['10.0.1.1', '10.0.1.2'], total: 2 });
    expect(await pools.addAny(id, '10.64.0.0/10')).toEqual({ resources: ['10.64.0.0/10'], total: 4194302 });
    expect(await codeOf(pools.addAny(id, '10.0.1.2-10.0.1.9'))).toBe('resource.exists');
    expect(await pools.usage(id)).toMatchObject({ total: 254 + 254 + 2 + 4194302 });
  });

  test('are removed as a whole, if nothing of them is allocated', async () => {
    const id = await aPool('10.0.0.0/16');
    const held = await pools.allocate(id, resourceId(id, '10.0.5.5'));
    expect(await codeOf(pools.removeAny(id, '10.0.5.0-10.0.5.255'))).toBe('resource.allocated');
    expect(await pools.usage(id)).toMatchObject({ total: 65534 });
    await pools.release(id, held.id);
    await pools.removeAny(id, '10.0.5.0-10.0.5.255');
    expect(await pools.usage(id)).toMatchObject({ total: 65278 });
    expect(await codeOf(pools.allocate(id, held.id))).toBe('resource.unknown');
    expect(ips((await pools.get(id, { from: '10.0.4.255', limit: 2 })).pool.resources)).toEqual([
      '10.0.4.255',
      '10.0.6.0',
    ]);
    expect(await codeOf(pools.removeAny(id, '10.0.5.0-10.0.5.255'))).toBe('resource.unknown');
    await pools.removeAny(id, '10.0.7.0/24');
    expect(await pools.usage(id)).toMatchObject({ total: 65278 - 254 });
  });
});

describe('a block', () => {
  test('may be all of IPv4, and there is none so long in a smaller pool', async () => {
    const id = await aPool('0.0.0.0-255.255.255.255');
    const all = await pools.allocateBlock(id, 0);
    expect(all).toEqual({ id: expect.any(String), ip_address: '0.0.0.0', prefix_length: 0, status: 'ALLOCATED' });
    await pools.release(id, all.id);
    await pools.remove(id);
    expect(await codeOf(pools.allocateBlock(await aPool('10.0.0.0/24'), 0))).toBe('pool.exhausted');
  });

  test('is whole, aligned and free, and released as one', async () => {
    const id = await aPool('10.0.0.0/24');
    const block = await pools.allocateBlock(id, 28);
    expect(block).toEqual({ id: expect.any(String), ip_address: '10.0.0.224', prefix_length: 28, status: 'ALLOCATED' });
    const inside = resourceId(id, '10.0.0.230');
    expect(await pools.getResource(id, inside)).toMatchObject({ status: 'ALLOCATED' });
    expect(await codeOf(pools.allocate(id, inside))).toBe('resource.in-block');
    expect(await codeOf(pools.release(id, inside))).toBe('resource.in-block');
    expect(await codeOf(pools.remove(id))).toBe('pool.in-use');
    expect(await pools.usage(id)).toMatchObject({ total: 254, allocated: 16 });
    const released = { ...block, status: 'RELEASED' };
    expect(await pools.release(id, block.id)).toEqual(released);
    expect(await pools.release(id, block.id)).toEqual(released);
    expect(await pools.allocate(id, inside)).toMatchObject({ status: 'ALLOCATED' });
  });

  test('never has an address that somebody holds, and is all or none', async () => {
    const id = await aPool('10.0.0.0-10.0.0.63');
    for (const ip of ['10.0.0.1', '10.0.0.20', '10.0.0.40']) await pools.allocate(id, resourceId(id, ip));
    expect(await pools.allocateBlock(id, 28)).toMatchObject({ ip_address: '10.0.0.48' });
    expect(await codeOf(pools.allocateBlock(id, 28))).toBe('pool.exhausted');
    expect(await pools.allocateBlock(id, 29)).toMatchObject({ ip_address: '10.0.0.32' });
  });

  test('every address but one held in blocks: the last one is found, and then it is exhausted', async () => {
    const id = await aPool('10.0.0.0-10.255.255.255');
    for (let prefix = 9; prefix <= 32; prefix += 1) await pools.allocateBlock(id, prefix);
    expect(await pools.usage(id)).toMatchObject({ total: 16777216, allocated: 16777215, released: 1 });
    expect(await pools.allocateAny(id)).toMatchObject({ ip_address: '10.0.0.0' });
    expect(await codeOf(pools.allocateAny(id))).toBe('pool.exhausted');
  });

  test('callers who race for blocks and addresses share nothing', async () => {
    const id = await aPool('10.0.0.0-10.0.0.127');
    const results = await Promise.allSettled([
      ...Array.from({ length: 6 }, () => pools.allocateBlock(id, 28)),
      ...Array.from({ length: 30 }, () => pools.allocateAny(id)),
    ]);
    const got = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const held = got.flatMap(({ ip_address, prefix_length = 32 }) =>
      Array.from({ length: 2 ** (32 - prefix_length) }, (_, n) => Number(ip_address.split('.')[3]) + n),
    );
    expect(new Set(held).size).toBe(held.length);
    expect(await pools.usage(id)).toMatchObject({ total: 128 });
    const { resources } = (await pools.get(id)).pool;
    expect(resources.filter(({ status }) => status === 'ALLOCATED')).toHaveLength(held.length);
  });
});

describe('a fence', () => {
  test('an owner releases what they hold, and not what somebody else holds by now', async () => {
    const id = await aPool('10.0.0.1');
    const { id: one } = await pools.allocateOwned(id, undefined, { owner: 'al' });
    expect(await codeOf(pools.release(id, one, { owner: 'bo' }))).toBe('resource.held-by-another');
    expect(await pools.release(id, one, { owner: 'al' })).toMatchObject({ status: 'RELEASED' });
    expect(await pools.release(id, one, { owner: 'al' })).toMatchObject({ status: 'RELEASED' });
    await pools.allocate(id, one);
    expect(await codeOf(pools.release(id, one, { owner: 'al' }))).toBe('resource.held-by-another');
  });

  test('an allocation is released by its name, and not when it has ended', async () => {
    const id = await aPool('10.0.0.1');
    let now = new Date('2026-11-20T12:00:00.000Z');
    const clock = { now: () => now };
    const { id: one, allocation } = await pools.allocateAny(id, { ttlSeconds: 60 }, clock);
    expect(allocation).toEqual(expect.any(String));
    now = new Date('2026-11-20T12:02:00.000Z');
    expect(await codeOf(pools.release(id, one, { allocation, ...clock }))).toBe('allocation.ended');
    const next = await pools.allocateAny(id, { ttlSeconds: 60 }, clock);
    expect(await codeOf(pools.release(id, one, { allocation, ...clock }))).toBe('allocation.ended');
    expect(await pools.release(id, one, { allocation: next.allocation, ...clock })).toMatchObject({
      status: 'RELEASED',
    });
  });

  test('an owner gets the same address again, and gives it back by their name', async () => {
    const id = await aPool('10.0.0.0/24');
    const first = await pools.allocateForOwner(id, 'device-1');
    expect(await pools.allocateForOwner(id, 'device-1')).toEqual(first);
    expect(await pools.releaseByOwner(id, 'device-1')).toMatchObject({ id: first.id, status: 'RELEASED' });
    expect(await pools.releaseByOwner(id, 'device-1')).toBeUndefined();
  });
});

describe('a space', () => {
  const inSpace = async (space: string, ...addresses: string[]): Promise<string> => {
    const id = given.poolId();
    await pools.create(id, { name: 'p', addresses, space });
    return id;
  };

  test('has no address twice, whatever is bigger', async () => {
    const space = given.poolId();
    const first = await inSpace(space, '10.0.0.0/16');
    await expect(inSpace(space, '10.0.7.0/24')).rejects.toMatchObject({
      code: 'space.overlap',
      extra: { pool: first },
    });
    await expect(inSpace(space, '10.0.0.0/8')).rejects.toMatchObject({ code: 'space.overlap' });
    await expect(inSpace(space, '10.0.0.5')).rejects.toMatchObject({ code: 'space.overlap' });
    await inSpace(space, '10.1.0.0/16', '2001:db8::/64');
    await inSpace(given.poolId(), '10.0.7.0/24');
    await pools.remove(first);
    await inSpace(space, '10.0.7.0/24');
  });

  test('of 12 pools that want the same addresses at once one is made', async () => {
    const space = given.poolId();
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => inSpace(space, n % 2 ? '10.0.0.0/24' : '10.0.0.128-10.0.1.20')),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('callers who race for one pool of it are refused for the pool, not for the space', async () => {
    const space = given.poolId();
    const id = given.poolId();
    const create = () => codeOf(pools.create(id, { name: 'p', addresses: ['10.0.0.0/24'], space }));
    const creations = await Promise.all(Array.from({ length: 8 }, create));
    expect(creations.sort()).toEqual(['done', ...Array(7).fill('pool.exists')]);
    const additions = await Promise.all(Array.from({ length: 8 }, () => codeOf(pools.addAny(id, '10.0.1.0/24'))));
    expect(additions.sort()).toEqual(['done', ...Array(7).fill('resource.exists')]);
  });

  test('gives back what is removed from a pool, and takes what is added', async () => {
    const space = given.poolId();
    const id = await inSpace(space, '10.0.0.0/24');
    const other = await inSpace(space, '10.0.9.0/24');
    expect(await codeOf(pools.addAny(id, '10.0.9.128-10.0.10.5'))).toBe('space.overlap');
    await pools.addAny(id, '10.0.8.0/24');
    expect(await codeOf(pools.add(other, '10.0.8.9'))).toBe('space.overlap');
    await pools.removeResource(id, resourceId(id, '10.0.8.9'));
    expect(await pools.add(other, '10.0.8.9')).toMatchObject({ ip_address: '10.0.8.9' });
  });

  test('grows past what one item holds, at the same cost', async () => {
    const space = given.poolId();
    for (let n = 0; n < 300; n += 1) await inSpace(space, `10.${n % 100}.${Math.floor(n / 100)}.0/24`);
    await expect(inSpace(space, '10.50.1.7')).rejects.toMatchObject({ code: 'space.overlap' });
    await expect(inSpace(space, '10.0.0.0/8')).rejects.toMatchObject({ code: 'space.overlap' });
    const { reads, writes, requests } = await measure(() => inSpace(space, '10.200.0.0/24'));
    expect(reads <= 12 && writes <= 30 && requests <= 6).toBe(true);
  });

  test('of a pool in more parts than one transaction changes gives all back when it is deleted, and its empty parts go', async () => {
    const space = given.poolId();
    const every = (n: number) => Array.from({ length: 4000 }, (_, i) => addressAt(TEN + BigInt((n * 4000 + i) * 4)));
    const fillers: string[] = [];
    for (const n of [0, 1, 2, 3]) fillers.push(await inSpace(space, ...every(n)));
    const between = Array.from({ length: 125 }, (_, n) => addressAt(TEN + BigInt(n * 508 + 2)));
    const id = await inSpace(space, ...between.slice(0, 40));
    for (const address of between.slice(40)) await pools.add(id, address);
    await pools.remove(id);
    expect(await codeOf(pools.get(id))).toBe('pool.unknown');
    const next = await inSpace(space, between[0] as string, between[120] as string);
    for (const gone of [next, ...fillers]) await pools.remove(gone);
    const { writes } = await measure(() => inSpace(space, '10.0.0.0/8'));
    expect(writes).toBeLessThan(30);
  });
});

describe('finding', () => {
  test('an address costs the same with one pool or with many, and an owner is found in all', async () => {
    const owner = given.name('owner');
    const ids = [await aPool('172.16.0.0/12'), await aPool('172.16.5.0/24'), await aPool('172.16.5.9')];
    for (const id of ids) await pools.allocateOwned(id, resourceId(id, '172.16.5.9'), { owner });
    await pools.findAddress('172.16.5.9');
    const few = await measure(() => pools.findAddress('172.16.5.9'));
    await Promise.all(Array.from({ length: 200 }, (_, n) => aPool(`192.168.${n}.0/24`)));
    const many = await measure(() => pools.findAddress('172.16.5.9'));
    expect(many).toEqual(few);
    const found = await pools.findAddress('172.16.5.9', { view: 'full' });
    expect(found.items.map(({ pool, owner: held }) => [pool, held]).sort()).toEqual(
      ids.map((id) => [id, owner]).sort(),
    );
    expect((await pools.findOwned(owner)).items.map(({ pool }) => pool).sort()).toEqual([...ids].sort());
    const page = await pools.findOwned(owner, { limit: 2 });
    expect((await pools.findOwned(owner, { limit: 2, cursor: page.cursor })).items).toHaveLength(1);
    expect((await pools.findAddress('172.32.0.1')).items).toEqual([]);
  });
});
