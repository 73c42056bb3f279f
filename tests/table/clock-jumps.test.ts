import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { identify, logout } from '#lib/auth/service';
import { throttled } from '#lib/auth/service/login-throttle';
import * as clusters from '#lib/cloud/service/clusters';
import * as machines from '#lib/cloud/service/machines';
import { later } from '#lib/core/clock';
import { once } from '#lib/idempotency/service';
import type { Ping } from '#lib/monitor/model';
import type { Prober } from '#lib/monitor/probers/prober';
import { readPings, savePings } from '#lib/monitor/repository/pings';
import * as sweeps from '#lib/monitor/repository/sweeps';
import * as monitor from '#lib/monitor/service';
import { rollUp } from '#lib/monitor/service/roll-up';
import { sweep } from '#lib/monitor/service/sweep';
import type { SendingPolicy } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import { resourceId } from '#lib/pools/resource-id';
import * as pools from '#lib/pools/service';
import { aCluster, machinesOf, stoppedClock } from '#support/cloud';
import { given } from '#support/given';
import { startRecipient } from '#support/recipient';
import { givenToken, givenUser } from '#support/users';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const BEGIN = new Date('2026-11-20T12:00:00.000Z');
const at = (ms: number) => ({ now: () => later(BEGIN, ms) });

const aPool = async (coolDownSeconds = 0): Promise<string> => {
  const id = given.poolId();
  await pools.create(id, { name: 'p', addresses: ['10.0.0.1'], coolDownSeconds });
  return id;
};
const only = (pool: string): string => resourceId(pool, '10.0.0.1');
const allocated = expect.objectContaining({ code: 'resource.allocated' });
const exhausted = expect.objectContaining({ code: 'pool.exhausted' });

test('an address without a lease is never given away, however the clock jumps', async () => {
  const pool = await aPool();
  await pools.allocate(pool, only(pool), {}, at(0));
  for (const ms of [-HOUR, DAY, -DAY, 400 * DAY, 0]) {
    await expect(pools.allocate(pool, only(pool), {}, at(ms))).rejects.toEqual(allocated);
    await expect(pools.allocateAny(pool, {}, at(ms))).rejects.toEqual(exhausted);
    await expect(pools.allocateMany(pool, 1, undefined, at(ms))).rejects.toEqual(exhausted);
    await expect(pools.allocateOwned(pool, undefined, { owner: 'al' }, at(ms))).rejects.toEqual(exhausted);
    await expect(pools.removeResource(pool, only(pool), at(ms))).rejects.toEqual(allocated);
  }
});

test('a lease ends when the clock says so: later when it is set back, and at once when it is set forward', async () => {
  const pool = await aPool();
  await pools.allocate(pool, only(pool), { ttlSeconds: 60 }, at(0));
  for (const ms of [-HOUR, -DAY, 59 * SECOND])
    await expect(pools.allocateAny(pool, {}, at(ms))).rejects.toEqual(exhausted);
  await pools.allocateAny(pool, {}, at(DAY));
  // Given for good now: setting the clock back does not bring the lease back.
  await expect(pools.allocate(pool, only(pool), { ttlSeconds: 60 }, at(1))).rejects.toEqual(allocated);
  expect((await pools.get(pool, { view: 'full', ...at(1) })).pool.resources).toMatchObject([{ status: 'ALLOCATED' }]);
});

test('an owner keeps the address, and gets it back, however the clock jumps', async () => {
  const pool = await aPool(60);
  const own = (ms: number) => pools.allocateOwned(pool, undefined, { owner: 'al', ttlSeconds: 60 }, at(ms));
  for (const ms of [0, -HOUR, DAY, 0]) expect(await own(ms)).toMatchObject({ id: only(pool), owner: 'al' });
  await pools.release(pool, only(pool), at(-HOUR));
  expect(await own(-2 * HOUR)).toMatchObject({ id: only(pool) });
});

test('a cool-down is never shorter than it is by one clock, and lasts longer when that is set back', async () => {
  const pool = await aPool(600);
  await pools.allocate(pool, only(pool), {}, at(0));
  await pools.release(pool, only(pool), at(HOUR));
  for (const ms of [0, -HOUR, HOUR + 599 * SECOND])
    await expect(pools.allocateAny(pool, {}, at(ms))).rejects.toEqual(exhausted);
  expect(await pools.allocateAny(pool, {}, at(HOUR + 600 * SECOND))).toMatchObject({ status: 'ALLOCATED' });
});

test('a token is judged by the clock of each call, and one that was ended stays dead', async () => {
  const token = await givenToken(await givenUser(), { at: BEGIN });
  const isAlive = async (ms: number) => (await identify(token, at(ms))) !== undefined;
  expect([await isAlive(-HOUR), await isAlive(31 * DAY), await isAlive(DAY)]).toEqual([true, false, true]);
  await logout(token);
  expect([await isAlive(-HOUR), await isAlive(0)]).toEqual([false, false]);
});

test('a clock that is set back gives nobody more tries to log in', async () => {
  const [name, address] = [given.name(), given.ip()];
  const attempt = (ms: number, right: boolean) =>
    throttled(name, address, async () => (right ? 'in' : undefined), at(ms));
  for (let n = 0; n < 10; n += 1) await attempt(-n * MINUTE, false);
  const tooMany = expect.objectContaining({ code: 'login.too-many-tries' });
  for (const ms of [0, -HOUR, 14 * MINUTE]) await expect(attempt(ms, true)).rejects.toEqual(tooMany);
  expect(await attempt(DAY, true)).toBe('in');
});

test('a keyed call is not done again when the clock is set back; set forward a day, it is forgotten', async () => {
  let done = 0;
  const keyed = { caller: 'somebody', key: given.name('key'), request: ['PUT', '/x'] };
  const run = (ms: number) =>
    once(
      keyed,
      async () => {
        done += 1;
        return { statusCode: 200, headers: {}, body: String(done) };
      },
      at(ms),
    );
  for (const ms of [0, -HOUR, -DAY, 23 * HOUR]) expect((await run(ms)).body).toBe('1');
  expect((await run(25 * HOUR)).body).toBe('2');
  expect((await run(0)).body).toBe('2');
});

const callTo = async (answers: number[]) => {
  const party = await startRecipient((response, nth) => void response.writeHead(answers[nth - 1] ?? 200).end());
  const line: SendingPolicy = {
    kind: `kind-${randomUUID()}`,
    recipient: 'The service manager',
    request: () => ({ url: party.url }),
    timeoutMs: 2000,
    pausesSeconds: [60, 120],
  };
  const ref = { owner: given.mac(), at: BEGIN.toISOString(), id: randomUUID() };
  await calls.open(line, ref, {});
  return { party, line, ref };
};

test('the first try of a call is made though the clock was set back since the registration', async () => {
  const { party, line, ref } = await callTo([]);
  expect(await calls.attempt(line, ref, at(-HOUR))).toBe('SUCCEEDED');
  expect(await calls.attempt(line, ref, at(DAY))).toBeUndefined();
  expect(party.asked).toHaveLength(1);
  await party.stop();
});

test('later tries wait for the clock, and are never more than there may be', async () => {
  const { party, line, ref } = await callTo([503, 503, 503, 503]);
  expect(await calls.attempt(line, ref, at(0))).toBe('PENDING');
  expect(await calls.attempt(line, ref, at(-HOUR))).toBeUndefined();
  expect(await calls.attempt(line, ref, at(DAY))).toBe('PENDING');
  expect(await calls.attempt(line, ref, at(HOUR))).toBeUndefined();
  // By hand it does not wait.
  await calls.renew(line, ref, at(-HOUR));
  expect((await calls.due(line, 10, at(-HOUR))).map(({ id }) => id)).toEqual([ref.id]);
  for (const ms of [-HOUR, 0, DAY, 2 * DAY]) await calls.attempt(line, ref, at(ms));
  expect(await calls.find(line, ref)).toMatchObject({ status: 'SUCCEEDED', attempts: 5 });
  expect(new Set(party.asked.map(({ key }) => key))).toEqual(new Set([ref.id]));
  await party.stop();
});

const pace = { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const answering: Prober = async (addresses) => addresses.map(() => [1]);
const silent: Prober = async (addresses) => addresses.map(() => [null]);
const swept = (ms: number, probe = answering) => sweep({ scheduledAt: later(BEGIN, ms) }, { probe, pace, ...at(ms) });

test('sweeps go on when the clock is set forward a day, and when it is set back again, and states follow them', async () => {
  const name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  for (const ms of [0, DAY, MINUTE, -HOUR, -HOUR + MINUTE]) {
    const startedAt = later(BEGIN, ms).toISOString();
    expect(await swept(ms)).toMatchObject({ started_at: startedAt, answered: 1 });
    expect(await monitor.get(name)).toMatchObject({ status: 'UP', last_ping_at: startedAt });
    // The same event again is not another sweep.
    expect(await swept(ms)).toBeUndefined();
  }
  for (const ms of [2 * HOUR, -2 * HOUR]) await swept(ms, silent);
  expect(await monitor.get(name)).toMatchObject({ status: 'DOWN' });
  expect((await monitor.listPings(name, { resolution: 'raw', limit: 100 })).items).toHaveLength(7);
});

test('a sweep that died does not keep the next from sweeping for as long as the clock was set back', async () => {
  await sweeps.takeLease('dead', later(BEGIN, 3 * DAY), later(BEGIN, 3 * DAY + MINUTE));
  expect(await sweeps.takeLease('next', later(BEGIN, 2 * DAY), later(BEGIN, 2 * DAY + MINUTE))).toBe(true);
  expect(await sweeps.takeLease('beside', later(BEGIN, 2 * DAY), later(BEGIN, 2 * DAY + MINUTE))).toBe(false);
  await sweeps.freeLease('next');
});

test('hours that a clock that ran ahead has passed over get their averages when it is set right', async () => {
  const name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  const { id: server } = await monitor.get(name);
  const ping = (ms: number): Ping => ({
    at: later(BEGIN, ms).toISOString(),
    ...{ average_ms: 10, min_ms: 10, max_ms: 10, sent: 4, received: 4 },
  });
  await sweeps.markRolledUp(BEGIN.toISOString());
  await rollUp(at(DAY));
  await savePings(
    'raw',
    [HOUR, 2 * HOUR].map((ms) => ({ server, ping: ping(ms) })),
  );
  expect(await rollUp(at(3 * HOUR + 10 * MINUTE))).toBe(later(BEGIN, 3 * HOUR).toISOString());
  expect(await readPings(server, { grain: 'hour' })).toHaveLength(2);
  await savePings('raw', [{ server, ping: ping(3 * HOUR) }]);
  await rollUp(at(4 * HOUR + 10 * MINUTE));
  expect(await readPings(server, { grain: 'hour' })).toHaveLength(3);
});

test('a machine is never in two minds: its state and the count of its cluster follow one clock', async () => {
  const clock = stoppedClock();
  const cluster = await aCluster(clock);
  const [machine] = await machinesOf(cluster, 1, clock);
  const id = machine?.id ?? '';
  const stateAt = async () => (await machines.get(id, clock)).state;
  clock.pass(-HOUR);
  expect(await stateAt()).toBe('PENDING');
  await expect(machines.operate(id, 'STOP', clock)).rejects.toMatchObject({ extra: { allowed: [] } });
  clock.pass(DAY);
  expect(await stateAt()).toBe('RUNNING');
  await machines.operate(id, 'TERMINATE', clock);
  for (const [ms, state, count] of [
    [0, 'TERMINATING', 1],
    [5 * SECOND, 'TERMINATED', 0],
    [-HOUR, 'TERMINATING', 1],
    [2 * HOUR, 'TERMINATED', 0],
  ] as const) {
    clock.pass(ms);
    expect([await stateAt(), (await clusters.get(cluster.id, clock)).machines]).toEqual([state, count]);
  }
});
