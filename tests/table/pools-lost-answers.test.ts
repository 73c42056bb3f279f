import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { listed } from '#lib/pools/ip-ranges';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { heldUpAfter, losingAnAnswerAfter } from '#support/crash';
import { given } from '#support/given';
import { type Event, faultsOf } from '#support/pools-history';

const PROCESSES = 3;
/** `POOLS_HISTORY=50000` for the long run; DynamoDB Local takes ten times as long for each. */
const OPERATIONS = Number(process.env.POOLS_HISTORY ?? 1200);

const aPool = async (addresses: string[], coolDownSeconds = 0) => {
  const pool = given.poolId();
  await pools.create(pool, { name: 'p', addresses, coolDownSeconds });
  return { pool, id: resourceId(pool, listed(addresses)[0] ?? '') };
};

const statusOf = async (pool: string, id: string) => (await pools.getResource(pool, id)).status;

test('a release that is sent again, when two others have had the address since, leaves it to the second', async () => {
  const { pool, id } = await aPool(['10.0.0.1']);
  await pools.allocate(pool, id);
  const { wasLost, given: answer } = await losingAnAnswerAfter(
    0,
    () => pools.release(pool, id),
    async () => {
      await pools.allocate(pool, id);
      await pools.release(pool, id);
      await pools.allocate(pool, id);
    },
  );
  expect(wasLost).toBe(true);
  expect(answer).toEqual({ id, ip_address: '10.0.0.1', status: 'RELEASED' });
  expect(await statusOf(pool, id)).toBe('ALLOCATED');
});

const others = [
  ['by count', (pool: string) => pools.allocateMany(pool, 1, undefined)],
  ['for an owner', (pool: string) => pools.allocateOwned(pool, undefined, { owner: 'bo' })],
  ['by its id', (pool: string) => pools.allocate(pool, resourceId(pool, '10.0.0.1'))],
] as const;

test.each(others)(
  'an allocation that is sent again does not hold what somebody else has had since, %s',
  async (_, take) => {
    const { pool, id } = await aPool(['10.0.0.1']);
    const { wasLost, given: code } = await losingAnAnswerAfter(
      0,
      () => pools.allocate(pool, id, { ttlSeconds: 0.02 }).catch((error: { code: string }) => error.code),
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 40));
        await take(pool);
      },
    );
    expect({ wasLost, code }).toEqual({ wasLost: true, code: 'resource.allocated' });
  },
);

test('an allocation is answered as ALLOCATED even when its lease is over before the answer', async () => {
  const { pool, id } = await aPool(['10.0.0.1']);
  const { given: answer } = await losingAnAnswerAfter(
    0,
    () => pools.allocate(pool, id, { ttlSeconds: 0.02 }),
    () => new Promise((resolve) => setTimeout(resolve, 40)),
  );
  expect(answer).toMatchObject({ id, status: 'ALLOCATED', lease_until: expect.any(String) });
});

test('a release that comes while the lease is renewed ends the renewed allocation', async () => {
  const { pool, id } = await aPool(['10.0.0.1']);
  const renew = () => pools.allocateOwned(pool, id, { owner: 'al', ttlSeconds: 60 });
  await renew();
  const cameSoFar = await heldUpAfter(0, () => pools.release(pool, id), renew);
  expect(cameSoFar).toBe(true);
  expect(await statusOf(pool, id)).toBe('RELEASED');
});

const runProcess = (name: string, pool: string, addresses: string[]): Promise<Event[]> =>
  new Promise((resolve, reject) => {
    const args = [name, pool, addresses.join(), String(Math.ceil(OPERATIONS / PROCESSES)), '5'];
    const child = spawn(process.execPath, [new URL('../support/pools-worker.ts', import.meta.url).pathname, ...args], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const events: Event[] = [];
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += String(data);
    });
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => events.push(JSON.parse(line) as Event));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(events) : reject(new Error(`${name} ended with ${code}: ${errors}`)),
    );
  });

test(
  'while 3 % of all answers are lost, no address of a pool of ranges is ever held by two, alone or in a block, or removed meanwhile, and exhausted is what was',
  async () => {
    const ranges = ['10.0.0.0-10.0.0.11', '10.0.0.12-10.0.0.15'];
    const addresses = listed(ranges);
    const { pool } = await aPool(ranges);
    const histories = await Promise.all(
      Array.from({ length: PROCESSES }, (_, n) => runProcess(`p${n}`, pool, addresses)),
    );
    const events = histories.flat();
    const done = (what: Event['do']) => events.filter((event) => event.do === what).length;
    expect(done('allocate')).toBeGreaterThan(OPERATIONS / 5);
    expect(done('exhausted')).toBeGreaterThan(0);
    expect(faultsOf(addresses, events)).toEqual([]);
  },
  Math.max(120_000, OPERATIONS * 120),
);
