import { describe, expect, test } from '@jest/globals';
import { AppError } from '#lib/core/errors';
import { listed } from '#lib/pools/ip-ranges';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { dyingAfter, heldUpAfter } from '#support/crash';
import { given } from '#support/given';

const addresses = listed(['10.0.0.1-10.0.0.8']);
const AT_MOST = 20;

const create = (id: string, name = 'p') => pools.create(id, { name, addresses });

/** What a call came to, in a word. */
const outcome = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
};

const statuses = async (id: string): Promise<Record<string, string> | undefined> => {
  try {
    const { resources } = (await pools.get(id)).pool;
    return Object.fromEntries(resources.map(({ ip_address, status }) => [ip_address, status]));
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
};

const whole = Object.fromEntries(addresses.map((address) => [address, 'RELEASED']));
const wholeBut = (changes: Record<string, string>) => ({ ...whole, ...changes });

/** Does it for every number of writes after which a call can be cut, and says how many there were. */
const atEachWrite = async (cut: (writes: number) => Promise<boolean>): Promise<number> => {
  for (let writes = 0; writes < AT_MOST; writes += 1) if (!(await cut(writes))) return writes;
  throw new Error('The call has more writes than this test looks at');
};

test('a creation is one write: it is there as a whole, or not at all', async () => {
  const cuts = await atEachWrite(async (writes) => {
    const id = given.poolId();
    const died = await dyingAfter(writes, () => create(id));
    expect(await statuses(id)).toEqual(died ? undefined : whole);
    if (died) expect(await outcome(create(id))).toBe('done');
    expect(await outcome(create(id))).toBe('pool.exists');
    return died;
  });
  expect(cuts).toBe(1);
});

describe('a deletion that dies after any of its writes', () => {
  const eachTime = (next: (id: string) => Promise<void>) =>
    atEachWrite(async (writes) => {
      const id = given.poolId();
      await create(id);
      const died = await dyingAfter(writes, () => pools.remove(id));
      if (died) await next(id);
      return died;
    });

  test('is finished by its repeat, and nothing is left of the pool', async () => {
    const cuts = await eachTime(async (id) => {
      expect([whole, undefined]).toContainEqual(await statuses(id));
      expect(await outcome(pools.remove(id))).toBe('done');
      expect(await outcome(pools.remove(id))).toBe('pool.unknown');
      expect(await outcome(pools.create(id, { name: 'new', addresses: [] }))).toBe('done');
      expect(await statuses(id)).toEqual({});
    });
    expect(cuts).toBeGreaterThan(2);
  });

  test.each([
    ['allocates one', (id: string) => pools.allocate(id, resourceId(id, '10.0.0.5')), { '10.0.0.5': 'ALLOCATED' }],
    ['adds one', (id: string) => pools.add(id, '10.0.0.9'), { '10.0.0.9': 'RELEASED' }],
  ])('is finished or undone by a call that %s', async (_, call, changes) => {
    await eachTime(async (id) => {
      const came = await outcome(call(id));
      expect(came === 'done' || came === 'pool.unknown').toBe(true);
      expect(await statuses(id)).toEqual(came === 'done' ? wholeBut(changes) : undefined);
      const isUsed = came === 'done' && Object.values(changes).includes('ALLOCATED');
      if (isUsed) expect(await outcome(pools.remove(id))).toBe('pool.in-use');
      if (isUsed) expect(await outcome(pools.allocateMany(id, 7, undefined))).toBe('done');
    });
  });

  test('makes way for a new pool of the same id, or holds it', async () => {
    await eachTime(async (id) => {
      const came = await outcome(create(id, 'new'));
      expect((await pools.get(id)).pool.name).toBe(came === 'done' ? 'new' : 'p');
      expect(await statuses(id)).toEqual(whole);
      expect(await outcome(pools.allocateMany(id, 8, undefined))).toBe('done');
    });
  });
});

describe('a deletion, and another call before any of its writes', () => {
  const eachTime = (
    meanwhile: (id: string) => Promise<unknown>,
    check: (id: string, deletion: string, other: string) => Promise<void>,
  ) =>
    atEachWrite(async (writes) => {
      const id = given.poolId();
      await create(id);
      let [deletion, other] = ['', ''];
      const isReached = await heldUpAfter(
        writes,
        async () => {
          deletion = await outcome(pools.remove(id));
        },
        async () => {
          other = await outcome(meanwhile(id));
        },
      );
      if (isReached) await check(id, deletion, other);
      return isReached;
    });

  test.each(['10.0.0.1', '10.0.0.4', '10.0.0.8'])(
    '%s is allocated and nothing deleted, or all is deleted',
    async (ip) => {
      await eachTime(
        (id) => pools.allocate(id, resourceId(id, ip)),
        async (id, deletion, other) => {
          expect([deletion, other]).toEqual(other === 'done' ? ['pool.in-use', 'done'] : ['done', 'pool.unknown']);
          expect(await statuses(id)).toEqual(other === 'done' ? wholeBut({ [ip]: 'ALLOCATED' }) : undefined);
          if (other === 'done') expect(await outcome(pools.allocateMany(id, 7, undefined))).toBe('done');
        },
      );
    },
  );

  test('an address is added and goes with the pool, or is refused', async () => {
    await eachTime(
      (id) => pools.add(id, '10.0.0.9'),
      async (id, deletion, other) => {
        expect(deletion === 'done' || deletion === 'pool.unknown').toBe(true);
        expect(other === 'done' || other === 'pool.unknown').toBe(true);
        expect(await statuses(id)).toBeUndefined();
        await pools.create(id, { name: 'new', addresses: [] });
        expect(await statuses(id)).toEqual({});
      },
    );
  });

  test('another deletion: one of them is the one that did it', async () => {
    await eachTime(
      (id) => pools.remove(id),
      async (id, deletion, other) => {
        expect([deletion, other].sort()).toEqual(['done', 'pool.unknown']);
        expect(await statuses(id)).toBeUndefined();
      },
    );
  });

  test('a new pool of the same id is whole when it could be made', async () => {
    await eachTime(
      (id) => create(id, 'new'),
      async (id, deletion, other) => {
        expect(deletion).toBe('done');
        expect(await statuses(id)).toEqual(other === 'done' ? whole : undefined);
      },
    );
  });
});

test('a creation and a deletion before any of its writes: the deletion takes all or finds nothing', async () => {
  await atEachWrite(async (writes) => {
    const id = given.poolId();
    let other = '';
    const isReached = await heldUpAfter(
      writes,
      () => outcome(create(id)),
      async () => {
        other = await outcome(pools.remove(id));
      },
    );
    if (isReached) expect(await statuses(id)).toEqual(other === 'done' ? undefined : whole);
    return isReached;
  });
});
