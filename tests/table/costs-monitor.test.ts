import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import pLimit from 'p-limit';
import { iso, later } from '#lib/core/clock';
import { batchWrite } from '#lib/db/batch';
import { keyOf, packsOf, serverKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { GROUP_SERVERS } from '#lib/monitor/groups';
import { tagOf } from '#lib/monitor/pack';
import type { Prober } from '#lib/monitor/probers/prober';
import { listForSweep } from '#lib/monitor/repository/listed';
import { moveMark, savePacks } from '#lib/monitor/repository/packs';
import * as repository from '#lib/monitor/repository/servers';
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
  await pLimit(16).map(names, (name) => monitor.add(name, '10.0.0.5'));
  await scheduled();
  return names;
};

const one = async (): Promise<string> => (await swept(1))[0] ?? '';

const A_PING = { average_ms: 35.1, min_ms: 35.05, max_ms: 36.4, sent: 4, received: 4 };

/** A server in a full group, with results of so many minutes; those of whole hours are averaged. */
const withMinutes = async (minutes: number, averagedAfter = minutes + 5): Promise<string> => {
  const names = await swept(GROUP_SERVERS);
  const servers = await repository.findMany(names);
  const group = servers[0]?.group ?? '';
  const times = Array.from({ length: minutes }, (_, i) => iso(later(HOUR, i * MINUTE_MS)));
  await pLimit(32).map(times, (at) => {
    const pings = servers.map(({ id }, n) => [tagOf(id), { at, ...A_PING, average_ms: 35.1 + n / 1000 }] as const);
    return savePacks(at, new Map([[group, new Map(pings)]]));
  });
  await moveMark(group, undefined, iso(HOUR));
  await rollUp({ now: () => later(HOUR, averagedAfter * MINUTE_MS) });
  return names[0] ?? '';
};

const withAnHour = (): Promise<string> => withMinutes(59);

beforeEach(async () => {
  for await (const servers of repository.allServers())
    await pLimit(16).map(servers, ({ name }) => monitor.remove(name));
  for (const { server } of await repository.tombstones()) await repository.removeTombstone(server);
  // What is left in a group of before is nothing that its next servers pay for.
  for (const group of ['0', '1', '2'])
    for await (const packs of table.queryAll(packsOf(group, '', '~')))
      await batchWrite(packs.map((pack) => ({ remove: keyOf(pack) })));
});

const page = { limit: 1000, resolution: 'raw' } as const;

const LISTED = 1000;
const LIST = 'the list of 1,000 servers, as a sweep reads it';

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
    return measure(() => monitor.listNames());
  },
  'its last 60 pings': async () => {
    const name = await withAnHour();
    return measure(() => monitor.lastPingPairs(name, 60));
  },
  'an hour of its pings': async () => {
    const name = await withAnHour();
    return measure(() => monitor.listPings(name, page));
  },
  'a day of its pings, ten minutes past the hour': async () => {
    const name = await withMinutes(24 * 60 + 69, 24 * 60 + 10);
    const from = iso(later(HOUR, 69 * MINUTE_MS));
    return measure(() => monitor.listPings(name, { ...page, limit: 2000, from }));
  },
  'delete a server with an hour of pings': async () => {
    const name = await withAnHour();
    return measure(() => monitor.remove(name));
  },
  [LIST]: async () => {
    const names = Array.from({ length: LISTED }, (_, i) => `server-${String(i).padStart(4, '0')}`);
    const more = { created_at: iso(HOUR), paused: false, tags: ['rack-3'], groupedAt: iso(HOUR) };
    await pLimit(16).map([...names.entries()], ([i, name]) =>
      repository.add({ id: randomUUID(), name, ip: `10.0.${i >> 8}.${i & 255}`, group: String(i >> 5), ...more }),
    );
    const cost = await measure(async () => {
      for await (const _ of listForSweep());
    });
    await batchWrite(names.map((name) => ({ remove: serverKey(name) })));
    return cost;
  },
  'a sweep of no servers': () => measure(scheduled),
  'a sweep of 100 servers': async () => {
    await swept(100);
    return measure(scheduled);
  },
  'averages of an hour for 40 servers': async () => {
    await withAnHour();
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

test('both pages say how many servers of the list one unit reads', () => {
  const said = [
    /(\d+) of them to a unit/.exec(readFileSync(new URL('../../docs/costs.md', import.meta.url), 'utf8')),
    /whole: (\d+) to a unit/.exec(readFileSync(new URL('../../docs/scale.md', import.meta.url), 'utf8')),
  ].map((found) => Number(found?.[1]));
  const fitting = Math.floor(LISTED / (documented[LIST]?.reads ?? 0));
  expect(said).toEqual([fitting, fitting]);
});
