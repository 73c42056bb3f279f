import { expect, test } from '@jest/globals';
import type { AppError } from '#lib/core/errors';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { dyingAfter, heldUpAfter, losingAnAnswerAfter } from '#support/crash';
import { given } from '#support/given';
import { codeOf } from '#support/refusal';

/** What callers who died, or were slow, leave to others. */
const aPool = async (): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: 'p', addresses: ['10.0.0.0-10.0.0.31'] });
  return id;
};

const RANGE = '10.0.0.8-10.0.0.15';

test('what a caller left who died over an address that was removed does not hold the pool', async () => {
  const id = await aPool();
  const one = resourceId(id, '10.0.0.9');
  await pools.removeResource(id, one);
  // It knows the pool as it was.
  expect(await dyingAfter(0, () => pools.allocate(id, one), 'after')).toBe(true);
  expect(await codeOf(pools.allocate(id, one))).toBe('resource.unknown');
  expect(await codeOf(pools.remove(id))).toBe('done');
});

test('a removal that others decided, and undid since, is answered as done', async () => {
  const id = await aPool();
  const one = resourceId(id, '10.0.0.9');
  const isReached = await heldUpAfter(
    1,
    () => pools.removeRange(id, RANGE),
    async () => {
      await pools.addAny(id, RANGE);
      await pools.allocate(id, one);
    },
  );
  expect(isReached).toBe(true);
  expect(await pools.getResource(id, one)).toMatchObject({ status: 'ALLOCATED' });
});

test('a removal that others refused, and did themselves since, is not answered as done', async () => {
  const id = await aPool();
  const one = resourceId(id, '10.0.0.9');
  await pools.allocate(id, one);
  let came = '';
  const isReached = await heldUpAfter(
    1,
    async () => {
      came = await codeOf(pools.removeRange(id, RANGE));
    },
    async () => {
      await pools.release(id, one);
      await pools.removeRange(id, RANGE);
    },
  );
  expect({ isReached, came }).toEqual({ isReached: true, came: 'resource.unknown' });
});

test('a block, a removal and a deletion are those of who announced them, when the answer was lost and others decided', async () => {
  const decide = (id: string) => () => pools.edit(id, { name: 'q' });
  const [first, second, third] = [await aPool(), await aPool(), await aPool()];
  const block = await losingAnAnswerAfter(0, () => pools.allocateBlock(first, 29), decide(first));
  expect(block.given).toMatchObject({ ip_address: '10.0.0.24', status: 'ALLOCATED' });
  expect(await pools.usage(first)).toMatchObject({ allocated: 8 });
  const removal = await losingAnAnswerAfter(0, () => codeOf(pools.removeRange(second, RANGE)), decide(second));
  const again = () => pools.create(third, { name: 'new', addresses: [] });
  const deletion = await losingAnAnswerAfter(0, () => codeOf(pools.remove(third)), again);
  expect([removal, deletion]).toEqual(Array(2).fill({ wasLost: true, given: 'done' }));
  expect((await pools.get(third)).pool).toMatchObject({ name: 'new' });
});

test('a removal names an address that is held, not one whose lease is over', async () => {
  const id = await aPool();
  let now = new Date('2026-11-20T12:00:00.000Z');
  const clock = { now: () => now };
  await pools.allocate(id, resourceId(id, '10.0.0.8'), { ttlSeconds: 10 }, clock);
  const { id: held } = await pools.allocate(id, resourceId(id, '10.0.0.9'), {}, clock);
  now = new Date('2026-11-20T12:01:00.000Z');
  await expect(pools.removeRange(id, RANGE, clock)).rejects.toMatchObject({
    code: 'resource.allocated',
    extra: { id: held },
  });
});

test('a lease has the cool-down that the pool has, whatever its process knew of it', async () => {
  const id = await aPool();
  const one = resourceId(id, '10.0.0.9');
  const clock = { now: () => new Date('2026-11-20T12:00:00.000Z') };
  const lease = { ttlSeconds: 60 };
  const edit = (coolDownSeconds: number) => () => pools.edit(id, { coolDownSeconds });
  await heldUpAfter(0, () => pools.allocate(id, one, lease, clock), edit(30));
  const at = (s: string) => ({ now: () => new Date(`2026-11-20T12:01:${s}.000Z`), view: 'full' as const });
  expect(await pools.getResource(id, one, at('05'))).toMatchObject({ cooling_until: '2026-11-20T12:01:30.000Z' });
  await heldUpAfter(0, () => pools.allocateOwned(id, undefined, { owner: 'al', ...lease }, clock), edit(5));
  const mine = (await pools.get(id, at('01'))).pool.resources.filter(({ cooling_until }) => cooling_until);
  expect(mine.map(({ cooling_until }) => cooling_until).sort()).toEqual([
    '2026-11-20T12:01:05.000Z',
    '2026-11-20T12:01:30.000Z',
  ]);
});

test('a block whose caller never got the answer is named by each refusal, and released so', async () => {
  const id = await aPool();
  expect(await dyingAfter(1, () => pools.allocateBlock(id, 29), 'after')).toBe(true);
  const one = resourceId(id, '10.0.0.30');
  const named: unknown[] = [];
  for (const call of [
    () => pools.allocate(id, one),
    () => pools.allocateOwned(id, one, { owner: 'al' }),
    () => pools.release(id, one),
    () => pools.removeResource(id, one),
    () => pools.removeRange(id, '10.0.0.28-10.0.0.31'),
  ])
    await call().catch((error: AppError) => named.push([error.code, error.extra.block]));
  expect(named).toEqual(Array(5).fill(['resource.in-block', expect.stringMatching(/^.{14}4/)]));
  const [, block] = named[0] as [string, string];
  expect(await codeOf(pools.release(id, block, { allocation: 'that of a lease' }))).toBe('allocation.ended');
  expect(await pools.release(id, block)).toMatchObject({ ip_address: '10.0.0.24', prefix_length: 29 });
  expect(await pools.allocate(id, one)).toMatchObject({ status: 'ALLOCATED' });
});
