import { beforeEach, expect, test } from '@jest/globals';
import { sleep } from '#lib/core/clock';
import type { Prober } from '#lib/monitor/probers/prober';
import * as sweeps from '#lib/monitor/repository/sweeps';
import type { Pace } from '#lib/monitor/schedule';
import * as monitor from '#lib/monitor/service';
import { type ProbeBatch, probeBatch } from '#lib/monitor/service/probe-batch';
import { sweep } from '#lib/monitor/service/sweep';
import { given } from '#support/given';

const pace: Pace = { count: 4, timeoutMs: 10, periodMs: 0, gapMs: 0 };
const answering: Prober = async (addresses) => addresses.map(() => [1, 2, 3, null]);
const silent: Prober = async (addresses) => addresses.map(() => [null, null, null, null]);
const all = { limit: 1000, resolution: 'raw' } as const;

const add = async (): Promise<string> => {
  const name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  return name;
};

const byHand = (probe: Prober = answering) => sweep({}, { probe, pace });

const minute = (n: number): Date => new Date(Date.UTC(2030, 0, 1, 0, n));

beforeEach(async () => {
  for (const name of (await monitor.listNames()).items) await monitor.remove(name);
});

test('a sweep stores a record of each server, its state, and its own record', async () => {
  const names = [given.name('server'), given.name('server')].sort();
  // New servers are put into their groups side by side: in whatever order they are probed.
  const [answers, lost] = ['127.0.0.1', '127.0.0.2'];
  await monitor.add(names[0] ?? '', answers);
  await monitor.add(names[1] ?? '', lost);
  const done = await byHand(async (addresses) => addresses.map((ip) => (ip === answers ? [1, 2, 3, null] : [null])));
  const at = done?.started_at ?? '';
  expect(done).toEqual({
    started_at: at,
    finished_at: expect.any(String),
    servers: 2,
    answered: 1,
    lost: 1,
    duration_ms: expect.any(Number),
    lag_ms: 0,
    by_hand: true,
  });
  expect(await monitor.listSweeps(1)).toEqual([done]);
  expect(await monitor.listPings(names[0] ?? '', all)).toEqual({
    items: [{ at, average_ms: 2, min_ms: 1, max_ms: 3, sent: 4, received: 3 }],
    cursor: undefined,
  });
  const { items: servers } = await monitor.list({ limit: 1000 });
  expect(servers.map(({ id: _, created_at: __, ...shown }) => shown)).toEqual([
    { name: names[0], ip: answers, status: 'UP', last_ping_ms: 2, last_ping_at: at, loss: 0.25 },
    { name: names[1], ip: lost, status: 'UNKNOWN', last_ping_ms: null, last_ping_at: at, loss: 1 },
  ]);
});

test('two sweeps in one second lose nothing', async () => {
  const name = await add();
  await byHand();
  await byHand(silent);
  const pairs = await monitor.lastPingPairs(name);
  expect(pairs.map((pair) => Object.values(pair))).toEqual([[2], [null]]);
  expect(Object.keys(pairs[0] ?? {})[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test('a schedule event that comes twice sweeps once, and the next one sweeps again', async () => {
  await add();
  const doubled = await Promise.all([1, 2, 3].map(() => sweep({ scheduledAt: minute(1) }, { probe: answering, pace })));
  expect(doubled.filter(Boolean)).toHaveLength(1);
  expect(await sweep({ scheduledAt: minute(1) }, { probe: answering, pace })).toBeUndefined();
  // A schedule's clock is not ours: half a second early is still the next minute's.
  const early = new Date(minute(2).getTime() - 500);
  expect(await sweep({ scheduledAt: early }, { probe: answering, pace })).toMatchObject({ servers: 1, by_hand: false });
});

test('a sweep by hand always runs, and waits for one that is under way', async () => {
  await add();
  const order: string[] = [];
  const slow =
    (name: string): Prober =>
    async (addresses) => {
      order.push(`${name} begins`);
      await sleep(50);
      order.push(`${name} ends`);
      return addresses.map(() => [1]);
    };
  const [first, second] = await Promise.all([byHand(slow('one')), byHand(slow('one'))]);
  expect(order).toEqual(['one begins', 'one ends', 'one begins', 'one ends']);
  expect(first?.started_at).not.toBe(second?.started_at);
});

test('a sweep that died gives way to the next when its lease is over', async () => {
  await add();
  const then = new Date();
  expect(await sweeps.takeLease('dead', then, new Date(then.getTime() + 300))).toBe(true);
  expect(await sweeps.takeLease('early', then, new Date(then.getTime() + 300))).toBe(false);
  expect(await byHand()).toMatchObject({ answered: 1 });
});

test('a scheduled sweep is left out when the one before holds on for too long', async () => {
  await add();
  let at = minute(10).getTime();
  const now = () => {
    at += 10_000;
    return new Date(at);
  };
  await sweeps.takeLease('slow', now(), minute(20));
  expect(await sweep({ scheduledAt: minute(11) }, { now, probe: answering, pace })).toBeUndefined();
  await sweeps.freeLease('slow');
});

test('a sweep of nothing ends at once, and leaves the way free', async () => {
  expect(await byHand()).toMatchObject({ servers: 0, answered: 0, lost: 0, duration_ms: expect.any(Number) });
  expect(await byHand()).toMatchObject({ servers: 0 });
});

test('a prober that breaks fails the sweep, and leaves the way free', async () => {
  const name = await add();
  await expect(
    byHand(async () => {
      throw new Error('no sockets left');
    }),
  ).rejects.toThrow('no sockets left');
  expect(await monitor.lastPingPairs(name)).toEqual([]);
  expect((await monitor.listSweeps(1))[0]).toMatchObject({ finished_at: null, servers: 1, answered: 0 });
  expect(await byHand()).toMatchObject({ answered: 1 });
});

test('a chunk that comes after its lease does nothing', async () => {
  const name = await add();
  const { id } = await monitor.get(name);
  const chunk: ProbeBatch = {
    startedAt: minute(30).toISOString(),
    number: 0,
    holder: 'somebody',
    until: minute(31).toISOString(),
    of: 1,
    targets: [{ id, name, ip: '127.0.0.1', group: '0' }],
    idle: [],
  };
  expect(await probeBatch(chunk, { now: () => minute(31), probe: answering, pace })).toBe(false);
  expect(await monitor.lastPingPairs(name)).toEqual([]);
});

test('a paused server is not probed and keeps its state', async () => {
  const name = await add();
  await byHand();
  expect(await monitor.update(name, { paused: true })).toMatchObject({ status: 'UP', paused: true });
  expect(await byHand(silent)).toMatchObject({ servers: 0 });
  expect(await monitor.get(name)).toMatchObject({ status: 'UP', last_ping_ms: 2 });
  expect(await monitor.update(name, { paused: false })).not.toHaveProperty('paused');
  expect(await byHand()).toMatchObject({ servers: 1 });
});

test('a server goes DOWN after two sweeps without an answer, and each change is kept, newest first', async () => {
  const name = await add();
  await byHand();
  for (const status of ['UP', 'DOWN', 'DOWN']) {
    await byHand(silent);
    expect(await monitor.get(name)).toMatchObject({ status, loss: 1 });
  }
  await byHand();
  const { items: changes } = await monitor.listChanges(name, { limit: 10 });
  expect(changes.map(({ from, to }) => [from, to])).toEqual([
    ['DOWN', 'UP'],
    ['UP', 'DOWN'],
    ['UNKNOWN', 'UP'],
  ]);
  expect(changes.map(({ at }) => at)).toEqual(
    changes
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );
});

test('lists come in pages', async () => {
  const name = await add();
  for (let i = 0; i < 5; i += 1) await byHand();
  const first = await monitor.listPings(name, { ...all, limit: 3 });
  const second = await monitor.listPings(name, { ...all, limit: 3, cursor: first.cursor });
  expect([first.items.length, second.items.length, second.cursor]).toEqual([3, 2, undefined]);
  await expect(monitor.listPings(name, { ...all, resolution: 'day', cursor: first.cursor })).rejects.toMatchObject({
    code: 'cursor.invalid',
  });
});
