import { beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { iso, later } from '#lib/core/clock';
import { GROUP_SERVERS, groupsFor } from '#lib/monitor/groups';
import { type Ping, type Server, type ServerState, UNSEEN } from '#lib/monitor/model';
import { packHour, packResults, packStates, unpackHour, unpackResults, unpackStates } from '#lib/monitor/pack';
import type { Prober } from '#lib/monitor/probers/prober';
import { savePings } from '#lib/monitor/repository/pings';
import * as repository from '#lib/monitor/repository/servers';
import * as sweeps from '#lib/monitor/repository/sweeps';
import { countBatch, find } from '#lib/monitor/repository/sweeps';
import * as monitor from '#lib/monitor/service';
import { probeHanded } from '#lib/monitor/service/probe-handed';
import { rollUp } from '#lib/monitor/service/roll-up';
import { sweep } from '#lib/monitor/service/sweep';
import { dyingAfter } from '#support/crash';
import { given } from '#support/given';
import { inTrouble } from '#support/inject-faults';
import { saveSingle } from '#support/states-before';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGIN = new Date('2026-11-20T12:00:00.000Z');
const pace = { count: 2, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const all = { resolution: 'raw', limit: 1000 } as const;

let minute = 0;
const now = () => later(BEGIN, minute * MINUTE);
/** What the prober saw of each address, in the order of the sweeps. */
const seen = new Map<string, string[]>();
const recording: Prober = async (addresses) =>
  addresses.map((address) => {
    const ms = Math.round(Math.random() * 1e6) / 1000;
    seen.set(address, [...(seen.get(address) ?? []), `${iso(now())} ${ms}`]);
    return [ms, ms];
  });
const swept = async (times = 1) => {
  for (let n = 0; n < times; n += 1) {
    minute += 1;
    await sweep({ scheduledAt: now() }, { probe: recording, pace, alert: async () => {}, now });
  }
};
const rolled = () => rollUp({ now });
const shown = async (name: string, range = {}) =>
  (await monitor.listPings(name, { ...all, ...range })).items.map(({ at, average_ms }) => `${at} ${average_ms}`);

beforeEach(async () => {
  for (const name of (await monitor.listNames()).items) await monitor.remove(name);
  seen.clear();
  minute = Math.ceil((minute + 180) / 60) * 60;
});

const servers = async (count: number): Promise<string[]> => {
  const names = Array.from({ length: count }, (_, i) => `s-${String(i).padStart(3, '0')}`);
  for (const [i, name] of names.entries()) await monitor.add(name, `10.0.0.${i}`);
  return names;
};

test('a history reads as the prober saw it: before averages are made, after them, and across the two', async () => {
  const names = await servers(3);
  await swept(70);
  for (const [i, name] of names.entries()) expect(await shown(name)).toEqual(seen.get(`10.0.0.${i}`));
  minute += 1;
  await rolled();
  await swept(10);
  for (const [i, name] of names.entries()) expect(await shown(name)).toEqual(seen.get(`10.0.0.${i}`));
  const pairs = await monitor.lastPingPairs('s-001', 30);
  expect(pairs.flatMap(Object.values)).toEqual(
    seen
      .get('10.0.0.1')
      ?.slice(-30)
      .map((line) => Number(line.split(' ')[1])),
  );
  const times = (seen.get('10.0.0.2') ?? []).map((line) => line.split(' ')[0] ?? '');
  const range = { from: times[20], to: times[65] };
  expect(await shown('s-002', range)).toEqual(seen.get('10.0.0.2')?.slice(20, 66));
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await monitor.listPings('s-000', { ...all, limit: 23, cursor });
    pages.push(...page.items.map(({ at, average_ms }) => `${at} ${average_ms}`));
    cursor = page.cursor;
  } while (cursor);
  expect(pages).toEqual(seen.get('10.0.0.0'));
});

test('servers that come, go and are paused between sweeps keep what is theirs', async () => {
  await servers(2);
  await swept(2);
  await monitor.update('s-000', { paused: true });
  await monitor.remove('s-001');
  await monitor.add('s-001', '10.0.0.7');
  await swept(2);
  expect(await monitor.get('s-000')).toMatchObject({ status: 'UP', last_ping_at: iso(later(now(), -2 * MINUTE)) });
  expect(await shown('s-001')).toEqual(seen.get('10.0.0.7'));
  await monitor.update('s-000', { paused: false });
  await swept();
  expect(await shown('s-000')).toEqual(seen.get('10.0.0.0'));
  expect(seen.get('10.0.0.0')).toHaveLength(3);
});

test('what a release before wrote is read on, and goes on', async () => {
  const name = given.name('server');
  await monitor.add(name, '10.0.0.1');
  const { id } = await monitor.get(name);
  const begin = minute;
  const ping = (n: number): Ping => ({
    at: iso(later(BEGIN, (begin + n) * MINUTE)),
    ...{ average_ms: n, min_ms: n, max_ms: n, sent: 4, received: 4 },
  });
  const state: ServerState = { ...UNSEEN, status: 'UP', at: ping(2).at, lastMs: 2, loss: 0, answers: 8, totalMs: 12 };
  await savePings(
    'raw',
    [1, 2].map((n) => ({ server: id, ping: ping(n) })),
  );
  await saveSingle(new Map([[id, state]]));
  await sweeps.markRolledUp(iso(now()));
  expect(await monitor.get(name)).toMatchObject({ status: 'UP', last_ping_ms: 2 });
  expect(await shown(name)).toEqual([`${ping(1).at} 1`, `${ping(2).at} 2`]);
  minute += 10;
  await swept();
  expect(await shown(name)).toEqual([`${ping(1).at} 1`, `${ping(2).at} 2`, ...(seen.get('10.0.0.1') ?? [])]);
  expect((await monitor.listChanges(name, { limit: 10 })).items).toEqual([]);
  minute += 60;
  await rolled();
  const hours = await monitor.listPings(name, { resolution: 'hour', limit: 10 });
  expect(hours.items).toMatchObject([{ sent: 10, received: 10 }]);
  expect(await shown(name)).toHaveLength(3);
});

test('killed anywhere, a sweep loses no result of the sweeps before it, and the roll-up goes on where it was', async () => {
  const [name = ''] = await servers(1);
  await swept(3);
  for (let writes = 0; ; writes += 1) {
    minute += 1;
    const died = await dyingAfter(writes, () =>
      sweep({ scheduledAt: now() }, { probe: recording, pace, alert: async () => {}, now }),
    );
    minute += 20;
    await swept();
    const known = new Set(await shown(name));
    const lost = (seen.get('10.0.0.0') ?? []).filter((line) => !known.has(line));
    // Of the sweep that died, at most.
    expect(lost.length).toBeLessThanOrEqual(writes + 1);
    expect(await monitor.get(name)).toMatchObject({ last_ping_at: iso(now()) });
    if (!died) break;
  }
  const before = await shown(name);
  minute += 120;
  for (let writes = 0; ; writes += 1) {
    const died = await dyingAfter(writes, rolled);
    expect(await shown(name)).toEqual(before);
    if (!died) break;
  }
  await rolled();
  expect(await shown(name)).toEqual(before);
  const hours = (await monitor.listPings(name, { resolution: 'hour', limit: 100 })).items;
  expect(hours.reduce((sum, { sent }) => sum + sent, 0)).toBe(2 * before.length);
});

test('a write that the table does not take is tried again, and its results are there', async () => {
  const [name = ''] = await servers(1);
  await swept();
  let refused = 0;
  await inTrouble(
    async ({ command, input, proceed }) => {
      const isPack = command.startsWith('BatchWrite') && JSON.stringify(input).includes('ping-pack');
      if (!isPack || refused === 2) return proceed();
      refused += 1;
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    },
    () => swept(),
  );
  expect(refused).toBe(2);
  expect(await shown(name)).toEqual(seen.get('10.0.0.0'));
});

test('a batch that fails ends with its sweep, and the next has its servers again', async () => {
  await servers(1);
  const { id } = await monitor.get('s-000');
  await swept();
  const holder = given.name();
  minute += 1;
  const startedAt = iso(now());
  await sweeps.takeLease(holder, now(), later(now(), MINUTE));
  await sweeps.begin({ startedAt, holder, servers: 1, chunks: 1, lagMs: 0, byHand: false });
  const targets = [{ id, name: 's-000', ip: '10.0.0.0', group: '0' }];
  const until = iso(later(now(), MINUTE));
  const probe: Prober = async () => {
    throw new Error('no sockets left');
  };
  await probeHanded({ startedAt, number: 0, of: 1, holder, until, targets, idle: [] }, { probe, pace, now });
  expect(await find(startedAt)).toMatchObject({ answered: 0, lost: 0, failed: 1, finished_at: startedAt });
  await swept();
  expect(await monitor.get('s-000')).toMatchObject({ last_ping_at: iso(now()) });
});

test('a sweep that died is ended by the next one', async () => {
  await servers(1);
  const startedAt = iso(now());
  await sweeps.begin({ startedAt, holder: 'dead', servers: 5, chunks: 3, lagMs: 0, byHand: false });
  await swept();
  expect(await find(startedAt)).toMatchObject({ finished_at: iso(now()), failed: 5 });
});

test('of a hundred batches each is counted once, whatever comes twice and in whatever order; no set grows past 32', async () => {
  const startedAt = iso(now());
  const of = 100;
  await sweeps.begin({ startedAt, holder: 'many', servers: of, chunks: of, lagMs: 0, byHand: false });
  const numbers = Array.from({ length: of }, (_, n) => n).sort(() => Math.random() - 0.5);
  const ends: boolean[] = [];
  for (const number of [...numbers.slice(0, 60), ...numbers.slice(0, 99)])
    ends.push(await countBatch(startedAt, { number, of }, { answered: 1, lost: 0 }));
  expect(ends).not.toContain(true);
  const last = { number: numbers[99] ?? 0, of };
  expect(await countBatch(startedAt, last, { answered: 0, lost: 1 })).toBe(true);
  expect(await countBatch(startedAt, last, { answered: 0, lost: 1 })).toBe(true);
  expect(await find(startedAt)).toMatchObject({ answered: 99, lost: 1 });
});

test('groups are filled one after the other, and places that became free first', () => {
  const server = (id: string, group?: string): Server => ({
    ...{ id, name: id, ip: '10.0.0.1', created_at: '', paused: false, tags: [] },
    ...(group !== undefined && { group }),
  });
  const ids = Array.from({ length: 100 }, () => crypto.randomUUID());
  const first = groupsFor(
    [],
    ids.map((id) => server(id)),
  );
  const sizes = Object.values(Object.groupBy([...first.values()], (group) => group)).map((group) => group?.length);
  expect(sizes).toEqual([GROUP_SERVERS, GROUP_SERVERS, 20]);
  const known = ids.slice(5).map((id) => server(id, first.get(id)));
  const twin = `${ids[50]?.slice(0, 8)}-0000-4000-8000-000000000000`;
  const more = groupsFor(known, [server('aaaaaaaa-1'), server(twin)]);
  expect([...more.values()]).toEqual(['0', first.get(ids[50] ?? '') === '0' ? '1' : '0']);
});

const ms = fc.integer({ min: 0, max: 60_000_000 }).map((n) => n / 1000);
const time = fc.integer({ min: 0, max: 3_599_999 }).map((n) => iso(later(BEGIN, n)));
const ping = fc
  .record({ at: time, a: ms, n: ms, x: ms, sent: fc.nat(100), lost: fc.boolean() })
  .map(({ at, a, n, x, sent, lost }): Ping => {
    const [min = 0, average = 0, max = 0] = [a, n, x].sort((p, q) => p - q);
    return lost
      ? { at, average_ms: null, min_ms: null, max_ms: null, sent, received: 0, reason: 'timeout' }
      : { at, average_ms: average, min_ms: min, max_ms: max, sent, received: sent, http_status: 200 };
  });

test('what is packed comes back as it was', () => {
  fc.assert(
    fc.property(fc.uniqueArray(ping, { selector: ({ at }) => at, maxLength: 60 }), (pings) => {
      const sorted = pings.sort((p, q) => (p.at < q.at ? -1 : 1));
      expect(unpackHour(iso(BEGIN), packHour(iso(BEGIN), sorted))).toEqual(sorted);
      const at = iso(BEGIN);
      const results = new Map(pings.map((each, i) => [`tag-${i}`, { ...each, at }]));
      expect(unpackResults(at, packResults(results))).toEqual(results);
    }),
    { numRuns: 300 },
  );
  const states = new Map<string, ServerState>([
    ['a', UNSEEN],
    [
      'b',
      { ...UNSEEN, status: 'DOWN', misses: 3, at: iso(BEGIN), loss: 1, since: iso(BEGIN), told: 'UP', reason: 'tls' },
    ],
  ]);
  expect(unpackStates(packStates(states))).toEqual(states);
});

test('a server that is renamed between sweeps keeps its history', async () => {
  await servers(1);
  await swept(2);
  await monitor.rename('s-000', 'renamed');
  await swept();
  expect(await shown('renamed')).toEqual(seen.get('10.0.0.0'));
  expect((await repository.find('renamed'))?.group).toBeDefined();
  minute += HOUR / MINUTE;
});
