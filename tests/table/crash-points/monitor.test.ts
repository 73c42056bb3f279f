import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { later } from '#lib/core/clock';
import type { Ping } from '#lib/monitor/model';
import type { Prober } from '#lib/monitor/probers/prober';
import { readPings, savePings } from '#lib/monitor/repository/pings';
import * as repository from '#lib/monitor/repository/servers';
import { markRolledUp } from '#lib/monitor/repository/sweeps';
import * as monitor from '#lib/monitor/service';
import { announce } from '#lib/monitor/service/alerts';
import { probeHanded } from '#lib/monitor/service/probe-handed';
import { rollUp } from '#lib/monitor/service/roll-up';
import { sweep } from '#lib/monitor/service/sweep';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';

// Nobody listens there, and nobody calls it: the ledger is what counts here.
process.env.ALERT_WEBHOOK_URL = 'http://127.0.0.1:9/hook';

const pace = { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const answering: Prober = async (addresses) => addresses.map(() => [1]);
const alert: typeof announce = (news) => announce(news, { give: async () => {} });
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONITORS = 30;

/** Each run has minutes of its own, after those of the runs before. */
let minutes = 0;
const nextMinute = (): Date => {
  minutes += 2;
  return new Date(Date.UTC(2030, 0, 1, 0, minutes));
};

const added = async (): Promise<{ name: string; id: string }> => {
  for (const name of (await monitor.listNames()).items) await monitor.remove(name);
  const name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  return { name, id: (await monitor.get(name)).id };
};

const ping = (atMs: number): Ping => ({
  at: new Date(atMs).toISOString(),
  ...{ average_ms: 10, min_ms: 10, max_ms: 10, sent: 4, received: 4 },
});

const leftOf = async (id: string): Promise<number> =>
  (await Promise.all((['raw', 'hour', 'day'] as const).map((grain) => readPings(id, { grain })))).flat().length;

/** A day that the clock does not come to while the tests run. */
const TODAY = Date.UTC(2031, 0, 15);

crashAtEach([
  crashPoint({
    does: 'the addition of a server',
    given: async () => given.name('server'),
    work: (name) => monitor.add(name, '127.0.0.1'),
    holds: async (name) => expect(await monitor.get(name)).toMatchObject({ name, status: 'UNKNOWN' }),
    writes: 1,
  }),
  crashPoint({
    does: 'the deletion of a server with a long history',
    given: async () => {
      const { name, id } = await added();
      const begin = Date.now() - 90_000;
      await savePings(
        'raw',
        Array.from({ length: MONITORS * 3 }, (_, i) => ({ server: id, ping: ping(begin + i * 1000) })),
      );
      return { name, id };
    },
    work: ({ name }) => monitor.remove(name),
    // A repeat is answered 404 when the server is gone; what it has left, the next sweep takes away.
    next: async ({ name }) => {
      await monitor.remove(name).catch(() => undefined);
      await sweep({}, { probe: answering, pace, alert });
    },
    holds: async ({ name, id }) => {
      await expect(monitor.get(name)).rejects.toMatchObject({ code: 'server.unknown' });
      expect(await leftOf(id)).toBe(0);
      await monitor.add(name, '127.0.0.2');
      expect(await monitor.lastPingPairs(name)).toEqual([]);
    },
    writes: 5,
  }),
  crashPoint({
    does: 'a scheduled sweep',
    given: async () => ({ ...(await added()), minute: nextMinute() }),
    work: ({ minute }) => sweep({ scheduledAt: minute }, { probe: answering, pace, alert, now: () => minute }),
    // The next minute's, which finds the lease of the dead one over.
    next: ({ minute }) => {
      const next = later(minute, 60_000);
      return sweep({ scheduledAt: next }, { probe: answering, pace, alert, now: () => next });
    },
    holds: async ({ name, minute }, answer) => {
      const last = answer ? minute : later(minute, 60_000);
      expect(await monitor.get(name)).toMatchObject({ status: 'UP', last_ping_at: last.toISOString() });
      const [sweepOfIt] = await monitor.listSweeps(1);
      expect(sweepOfIt).toMatchObject({ started_at: last.toISOString(), answered: 1, lost: 0, duration_ms: 0 });
      // Every record is of a sweep, none of them is there twice, and the change was seen.
      const { items: raw } = await monitor.listPings(name, { resolution: 'raw', limit: 1000 });
      expect(new Set(raw.map(({ at }) => at)).size).toBe(raw.length);
      expect(raw.map(({ at }) => at)).toContain(last.toISOString());
      const { items: changes } = await monitor.listChanges(name, { limit: 10 });
      expect(changes.length).toBeGreaterThan(0);
      expect(new Set(changes.map(({ to }) => to))).toEqual(new Set(['UP']));
      if (answer) expect(changes).toHaveLength(1);
    },
    writes: 9,
  }),
  crashPoint({
    does: 'a chunk that is handed over, and again after it died',
    given: async () => {
      const { name, id } = await added();
      const minute = nextMinute();
      const other = { id: randomUUID(), name: given.name('server'), ip: '127.0.0.1' };
      await repository.add({ ...other, created_at: minute.toISOString(), paused: false });
      const { begin, takeLease } = await import('#lib/monitor/repository/sweeps');
      const startedAt = minute.toISOString();
      const until = later(minute, 60_000);
      await takeLease('holder', minute, until);
      await begin({ startedAt, holder: 'holder', servers: 2, chunks: 1, lagMs: 0, byHand: false });
      const group = '900';
      const targets = [
        { id, name, ip: '127.0.0.1', group },
        { ...other, group },
      ];
      for (const server of targets) await repository.assignGroup(server, group, startedAt);
      return {
        name,
        minute,
        chunk: { startedAt, number: 0, of: 1, holder: 'holder', until: until.toISOString(), targets, idle: [] },
      };
    },
    work: ({ chunk, minute }) => probeHanded(chunk, { probe: answering, pace, alert, now: () => minute }),
    holds: async ({ name, chunk }) => {
      const [sweepOfIt] = await monitor.listSweeps(1);
      expect(sweepOfIt).toMatchObject({ started_at: chunk.startedAt, answered: 2, lost: 0, duration_ms: 0 });
      expect(await monitor.lastPingPairs(name)).toHaveLength(1);
      expect((await monitor.listChanges(name, { limit: 10 })).items).toHaveLength(1);
    },
    writes: 5,
  }),
  crashPoint({
    does: 'the averages of two days',
    given: async () => {
      const { id } = await added();
      await markRolledUp(new Date(TODAY - 2 * DAY_MS).toISOString());
      await savePings(
        'raw',
        [2, 1].flatMap((days) => [1, 2].map((n) => ({ server: id, ping: ping(TODAY - days * DAY_MS + n * HOUR_MS) }))),
      );
      return id;
    },
    work: () => rollUp({ now: () => new Date(TODAY + 10 * 60_000) }),
    holds: async (id) => {
      expect(await readPings(id, { grain: 'hour' })).toHaveLength(4);
      expect(await readPings(id, { grain: 'day' })).toMatchObject([
        { sent: 8, received: 8, average_ms: 10 },
        { sent: 8 },
      ]);
    },
    writes: 6,
  }),
]);
