import { beforeEach, expect, test } from '@jest/globals';
import { iso, later } from '#lib/core/clock';
import type { Ping } from '#lib/monitor/model';
import type { Prober } from '#lib/monitor/probers/prober';
import { savePings } from '#lib/monitor/repository/pings';
import * as repository from '#lib/monitor/repository/servers';
import * as sweeps from '#lib/monitor/repository/sweeps';
import * as monitor from '#lib/monitor/service';
import { rollUp } from '#lib/monitor/service/roll-up';
import { sweep } from '#lib/monitor/service/sweep';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';

const pace = { count: 4, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const probe: Prober = async (addresses) => addresses.map(() => [35.1, 35.2, 35.3, 36.4]);
const HOUR = new Date('2026-11-20T15:00:00.000Z');
const MINUTE_MS = 60_000;

let minute = 0;
/** A scheduled sweep, each a minute after the one before. */
const scheduled = () => {
  minute += 1;
  return sweep({ scheduledAt: later(HOUR, minute * MINUTE_MS) }, { probe, pace });
};

/** Servers that have been swept once. */
const swept = async (count: number): Promise<string[]> => {
  const names = Array.from({ length: count }, (_, i) => `server-${String(i).padStart(4, '0')}`);
  for (const name of names) await monitor.add(name, '10.0.0.5');
  await scheduled();
  return names;
};

const one = async (): Promise<string> => (await swept(1))[0] ?? '';

/** A server with records of an hour, one a minute. */
const withAnHour = async (): Promise<string> => {
  const name = await one();
  const { id } = await monitor.get(name);
  const pings = Array.from({ length: 60 }, (_, i) => ({
    server: id,
    ping: {
      at: iso(later(HOUR, i * MINUTE_MS)),
      average_ms: 35.1,
      min_ms: 35.05,
      max_ms: 36.4,
      sent: 4,
      received: 4,
    } satisfies Ping,
  }));
  await savePings('raw', pings);
  return name;
};

beforeEach(async () => {
  for await (const servers of repository.allServers()) for (const { name } of servers) await monitor.remove(name);
  for (const { server } of await repository.tombstones()) await repository.removeTombstone(server);
});

const page = { limit: 1000, resolution: 'raw' } as const;

const CALLS: Record<string, () => Promise<Cost>> = {
  'add a server': () => measure(() => monitor.add('server', '10.0.0.5')),
  'change its address or pause it': async () => {
    const name = await one();
    return measure(() => monitor.update(name, { paused: true }));
  },
  'read a server': async () => {
    const name = await one();
    return measure(() => monitor.get(name));
  },
  'list 100 servers': async () => {
    await swept(100);
    return measure(() => monitor.list({ limit: 1000 }));
  },
  'list 100 names': async () => {
    await swept(100);
    return measure(() => monitor.listNames(1000, undefined));
  },
  'its last 60 pings': async () => {
    const name = await withAnHour();
    return measure(() => monitor.lastPingPairs(name, 60));
  },
  'an hour of its pings': async () => {
    const name = await withAnHour();
    return measure(() => monitor.listPings(name, page));
  },
  'delete a server with an hour of pings': async () => {
    const name = await withAnHour();
    return measure(() => monitor.remove(name));
  },
  'a sweep of no servers': () => measure(scheduled),
  'a sweep of 100 servers': async () => {
    await swept(100);
    return measure(scheduled);
  },
  'averages of an hour for a server': async () => {
    await withAnHour();
    await sweeps.markRolledUp(iso(HOUR));
    return measure(() => rollUp({ now: () => later(HOUR, 70 * MINUTE_MS) }));
  },
};

const documented = documentedCosts('Ping monitor');

test('every row of the page is measured', () => {
  expect(Object.keys(documented).sort()).toEqual(Object.keys(CALLS).sort());
});

test.each(Object.entries(CALLS))('%s costs what the page says', async (call, cost) => {
  expect(comparable(await cost())).toEqual(comparable(documented[call] ?? { requests: 0, reads: 0, writes: 0 }));
});
