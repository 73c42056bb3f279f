import { expect, test } from '@jest/globals';
import { later, now } from '#lib/core/clock';
import type { Prober } from '#lib/monitor/probers/prober';
import * as pings from '#lib/monitor/repository/pings';
import { savePings } from '#lib/monitor/repository/pings';
import * as repository from '#lib/monitor/repository/servers';
import * as monitor from '#lib/monitor/service';
import { sweep } from '#lib/monitor/service/sweep';
import { given } from '#support/given';

const probe: Prober = async (addresses) => addresses.map(() => [1]);
const pace = { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const HOUR_MS = 3_600_000;

const withHistory = async (records: number) => {
  const name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  const { id } = await monitor.get(name);
  const begin = Date.now() - records * 1000;
  const made = Array.from({ length: records }, (_, i) => ({
    server: id,
    ping: {
      at: new Date(begin + i * 1000).toISOString(),
      average_ms: 1,
      min_ms: 1,
      max_ms: 1,
      sent: 1,
      received: 1,
    },
  }));
  await savePings('raw', made);
  await savePings('hour', made.slice(0, 3));
  await savePings('day', made.slice(0, 3));
  return { name, id };
};

const leftOf = async (id: string): Promise<number> => {
  const grains = await Promise.all((['raw', 'hour', 'day'] as const).map((grain) => pings.readPings(id, { grain })));
  return grains.flat().length;
};

test('a server goes with all of its history, and its name is free at once', async () => {
  const { name, id } = await withHistory(1200);
  const deletedAt = now();
  // A clock that stands still: how much a call gets done in its time is the machine's business.
  await monitor.remove(name, { now: () => deletedAt });
  expect(await leftOf(id)).toBe(0);
  await expect(monitor.get(name)).rejects.toMatchObject({ code: 'server.unknown' });
  await expect(monitor.remove(name)).rejects.toMatchObject({ code: 'server.unknown' });
  await monitor.add(name, '127.0.0.2');
  expect(await monitor.lastPingPairs(name)).toEqual([]);
  expect((await monitor.get(name)).id).not.toBe(id);
});

test('what an interrupted deletion leaves is deleted by the next sweep', async () => {
  const { name, id } = await withHistory(60);
  const server = await repository.find(name);
  if (server) await repository.addTombstone(server, now().toISOString());
  expect(await leftOf(id)).toBe(66);
  await sweep({}, { probe, pace });
  expect(await leftOf(id)).toBe(0);
});

test('what a sweep under way still writes is deleted too: the grave stays open until none can be', async () => {
  const { name, id } = await withHistory(1);
  await monitor.remove(name);
  await sweep({}, { probe, pace });
  await savePings('raw', [
    { server: id, ping: { at: now().toISOString(), average_ms: 1, min_ms: 1, max_ms: 1, sent: 1, received: 1 } },
  ]);
  await sweep({}, { probe, pace });
  expect(await leftOf(id)).toBe(0);
  expect((await repository.tombstones()).map(({ server }) => server)).toContain(id);
  await sweep({}, { probe, pace, now: () => later(now(), HOUR_MS) });
  expect((await repository.tombstones()).map(({ server }) => server)).not.toContain(id);
});

test('of many who delete one server, one does', async () => {
  const { name } = await withHistory(1);
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => monitor.remove(name)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'server.unknown' });
});

test('of many who add one name, one does', async () => {
  const name = given.name('server');
  const results = await Promise.allSettled(Array.from({ length: 16 }, () => monitor.add(name, '127.0.0.1')));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'server.exists' });
});
