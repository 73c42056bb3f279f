import { expect, test } from '@jest/globals';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { dyingAfter, heldUpAfter, losingAnAnswerAfter } from '#support/crash';
import { given } from '#support/given';
import { codeOf } from '#support/refusal';

/** A change to many addresses and the allocation of one: each looks at what the other has written, so one sees the other. */
const aPool = async (): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: 'p', addresses: ['10.0.0.0/24'] });
  return id;
};

const IN_BLOCK = '10.0.0.230';

const CHANGES: readonly (readonly [string, (id: string) => Promise<unknown>, string])[] = [
  ['a block is given', (id: string) => pools.allocateBlock(id, 28), 'resource.in-block'],
  ['the address is removed', (id: string) => pools.removeResource(id, resourceId(id, IN_BLOCK)), 'resource.unknown'],
  ['its range is removed', (id: string) => pools.removeRange(id, '10.0.0.200-10.0.0.240'), 'resource.unknown'],
  ['the pool is deleted', (id: string) => pools.remove(id), 'pool.unknown'],
];

const CALLS = [
  ['the allocation of the one', (id: string) => pools.allocate(id, resourceId(id, IN_BLOCK))],
  ['its allocation for an owner', (id: string) => pools.allocateOwned(id, resourceId(id, IN_BLOCK), { owner: 'al' })],
] as const;

test.each(
  CALLS.flatMap(([call, work]) =>
    CHANGES.map(
      ([what, change, refusal]) =>
        [`${call} is refused when, before its write, ${what}`, work, change, refusal] as const,
    ),
  ),
)('%s', async (_, call, change, refusal) => {
  const id = await aPool();
  let came = '';
  const isReached = await heldUpAfter(
    0,
    async () => {
      came = await codeOf(call(id));
    },
    () => change(id),
  );
  expect({ isReached, came }).toEqual({ isReached: true, came: refusal });
  if (refusal !== 'pool.unknown') expect((await pools.usage(id)).total).toEqual(expect.any(Number));
});

test.each(CHANGES)(
  '%s while the address is allocated before any of its writes: one of them is refused',
  async (_, change, refusal) => {
    for (let writes = 0; ; writes += 1) {
      const id = await aPool();
      let [changed, allocated] = ['', ''];
      const isReached = await heldUpAfter(
        writes,
        async () => {
          changed = await codeOf(change(id));
        },
        async () => {
          allocated = await codeOf(pools.allocate(id, resourceId(id, IN_BLOCK)));
        },
      );
      if (!isReached) {
        expect(writes).toBeGreaterThan(0);
        return;
      }
      expect([changed, allocated]).not.toEqual([changed, '']);
      const isBlock = refusal === 'resource.in-block';
      // A block that finds the address held is another one.
      if (!isBlock) expect([changed === 'done', allocated === 'done'].filter(Boolean)).toHaveLength(1);
      if (allocated === 'done')
        expect(await pools.getResource(id, resourceId(id, IN_BLOCK))).toMatchObject({ status: 'ALLOCATED' });
      else expect(allocated).toBe(refusal);
    }
  },
);

test.each(CHANGES)('%s: whoever comes by finishes or undoes it, wherever it died', async (_, change) => {
  for (let writes = 0; ; writes += 1) {
    const id = await aPool();
    if (!(await dyingAfter(writes, () => change(id)))) {
      expect(writes).toBeGreaterThan(0);
      return;
    }
    const came = await codeOf(pools.allocate(id, resourceId(id, '10.0.0.9')));
    if (came === 'pool.unknown') continue;
    expect(came).toBe('done');
    await pools.release(id, resourceId(id, '10.0.0.9'));
    const { resources } = (await pools.get(id)).pool;
    const held = resources.filter(({ status }) => status === 'ALLOCATED').length;
    expect([0, 16]).toContain(held);
    expect([254, 253, 213]).toContain(resources.length);
    expect(await codeOf(pools.allocateMany(id, 100, undefined))).toBe('done');
  }
});

test.each(CHANGES)('%s once, when the answer to any of its writes is lost', async (_, change) => {
  for (let writes = 0; ; writes += 1) {
    const id = await aPool();
    const { wasLost, given: came } = await losingAnAnswerAfter(writes, () => codeOf(change(id)));
    expect(came).toBe('done');
    if (!wasLost) {
      expect(writes).toBeGreaterThan(0);
      return;
    }
    const there = await pools.get(id).catch(() => undefined);
    if (there) expect(there.pool.resources.filter(({ status }) => status === 'ALLOCATED').length % 16).toBe(0);
  }
});
