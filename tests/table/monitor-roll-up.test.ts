import { beforeEach, expect, test } from '@jest/globals';
import { documentClient } from '#lib/db/client';
import type { Ping } from '#lib/monitor/model';
import type { Prober } from '#lib/monitor/probers/prober';
import { lateHoursNoted } from '#lib/monitor/repository/late-hours';
import { readPings, savePings } from '#lib/monitor/repository/pings';
import { assignGroup, find } from '#lib/monitor/repository/servers';
import { begin, find as findSweep, markRolledUp, takeLease } from '#lib/monitor/repository/sweeps';
import * as monitor from '#lib/monitor/service';
import { probeBatch } from '#lib/monitor/service/probe-batch';
import { rollUp } from '#lib/monitor/service/roll-up';
import { given } from '#support/given';
import { inTrouble } from '#support/inject-faults';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A day that the clock does not come to while the tests run. */
const TODAY = Date.UTC(2031, 0, 15);

const ping = (atMs: number, average_ms: number | null, received = average_ms === null ? 0 : 4): Ping => ({
  at: new Date(atMs).toISOString(),
  average_ms,
  min_ms: average_ms,
  max_ms: average_ms,
  sent: 4,
  received,
});

let name: string;
let id: string;

beforeEach(async () => {
  name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  id = (await monitor.get(name)).id;
});

const save = (pings: Ping[]) =>
  savePings(
    'raw',
    pings.map((each) => ({ server: id, ping: each })),
  );
const at = (ms: number) => ({ now: () => new Date(ms) });
const iso = (ms: number) => new Date(ms).toISOString();

test('hours and days are averaged by answers, up to the last whole hour', async () => {
  await markRolledUp(iso(TODAY - 4 * HOUR_MS));
  await save([
    ping(TODAY - 2 * HOUR_MS, 10, 4),
    ping(TODAY - 2 * HOUR_MS + MINUTE_MS, 20, 1),
    ping(TODAY - 2 * HOUR_MS + 2 * MINUTE_MS, null),
    ping(TODAY - 1, 40, 5),
    ping(TODAY, 99),
  ]);
  expect(await rollUp(at(TODAY + 10 * MINUTE_MS))).toBe(iso(TODAY));
  expect(await readPings(id, { grain: 'hour' })).toEqual([
    { at: iso(TODAY - 2 * HOUR_MS), average_ms: 12, min_ms: 10, max_ms: 20, sent: 12, received: 5 },
    { at: iso(TODAY - HOUR_MS), average_ms: 40, min_ms: 40, max_ms: 40, sent: 4, received: 5 },
  ]);
  expect(await readPings(id, { grain: 'day' })).toEqual([
    { at: iso(TODAY - DAY_MS), average_ms: 26, min_ms: 10, max_ms: 40, sent: 16, received: 10 },
  ]);
});

test('doing it again changes nothing, and a later hour joins its day', async () => {
  await markRolledUp(iso(TODAY));
  await save([ping(TODAY + MINUTE_MS, 10), ping(TODAY + HOUR_MS, 20)]);
  await rollUp(at(TODAY + HOUR_MS + 10 * MINUTE_MS));
  expect(await readPings(id, { grain: 'day' })).toMatchObject([{ average_ms: 10, sent: 4 }]);
  await rollUp(at(TODAY + 2 * HOUR_MS + 10 * MINUTE_MS));
  const days = await readPings(id, { grain: 'day' });
  expect(days).toMatchObject([{ at: iso(TODAY), average_ms: 15, sent: 8 }]);
  await markRolledUp(iso(TODAY));
  await rollUp(at(TODAY + 2 * HOUR_MS + 10 * MINUTE_MS));
  expect(await readPings(id, { grain: 'day' })).toEqual(days);
  expect(await readPings(id, { grain: 'hour' })).toHaveLength(2);
});

test('an hour is left alone until its last sweep has surely been written', async () => {
  await markRolledUp(iso(TODAY));
  await save([ping(TODAY + HOUR_MS - 1000, 10)]);
  expect(await rollUp(at(TODAY + HOUR_MS + MINUTE_MS))).toBe(iso(TODAY));
  expect(await readPings(id, { grain: 'hour' })).toEqual([]);
});

test('days of standstill are caught up with, as far as raw records reach', async () => {
  await markRolledUp(iso(TODAY - 30 * DAY_MS));
  await save([5, 3, 1].map((days) => ping(TODAY - days * DAY_MS + MINUTE_MS, days)));
  expect(await rollUp(at(TODAY + 10 * MINUTE_MS))).toBe(iso(TODAY));
  expect((await readPings(id, { grain: 'day' })).map(({ average_ms }) => average_ms)).toEqual([5, 3, 1]);
});

test('when time runs out the next run goes on from there', async () => {
  await markRolledUp(iso(TODAY - 3 * DAY_MS));
  await save([3, 2, 1].map((days) => ping(TODAY - days * DAY_MS + MINUTE_MS, days)));
  let asked = 0;
  const enough = () => {
    asked += 1;
    return asked > 1;
  };
  expect(await rollUp({ ...at(TODAY + 10 * MINUTE_MS), shouldStop: enough })).toBe(iso(TODAY - 2 * DAY_MS));
  expect(await readPings(id, { grain: 'day' })).toHaveLength(1);
  await rollUp(at(TODAY + 10 * MINUTE_MS));
  expect(await readPings(id, { grain: 'day' })).toHaveLength(3);
});

test('a year of a server is one query of day averages', async () => {
  const year = Array.from({ length: 365 }, (_, i) => ping(TODAY - (365 - i) * DAY_MS, i + 1));
  await savePings(
    'day',
    year.map((each) => ({ server: id, ping: each })),
  );
  const sent: string[] = [];
  const client = documentClient();
  const heard =
    (next: (args: never) => Promise<unknown>, { commandName }: { commandName?: string }) =>
    (args: never) => {
      sent.push(commandName ?? '');
      return next(args);
    };
  client.middlewareStack.add(heard as never, { step: 'initialize', name: 'heard' });
  const { items: pings, cursor } = await monitor.listPings(name, {
    resolution: 'day',
    from: iso(TODAY - 365 * DAY_MS),
    to: iso(TODAY),
    limit: 1000,
  });
  client.middlewareStack.remove('heard');
  expect(pings).toEqual(year);
  expect(cursor).toBeUndefined();
  expect(sent).toEqual(['GetItemCommand', 'QueryCommand']);
});

const pace = { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const answering: Prober = async (addresses) => addresses.map(() => [20]);

/** A sweep that began a minute before the day of the tests did, and whose only chunk is probed so much later. */
const sweptLate = async (minutesLater: number) => {
  const begun = new Date(TODAY - MINUTE_MS);
  const startedAt = begun.toISOString();
  const holder = given.name('holder');
  await takeLease(holder, begun, new Date(TODAY));
  await begin({ startedAt, holder, servers: 1, chunks: 1, lagMs: 0, byHand: false });
  const server = await find(name);
  // A group that has been averaged up to the hour of the sweep, by whoever ran a minute ago.
  const group = given.name();
  if (server) await assignGroup(server, group, startedAt);
  const targets = [{ id, name, ip: '127.0.0.1', group }];
  const chunk = { startedAt, number: 0, of: 1, holder, until: iso(TODAY), targets, idle: [] };
  return () => probeBatch(chunk, { probe: answering, pace, ...at(TODAY + minutesLater * MINUTE_MS) });
};

test('a sweep that outlives its hour ends, and its records reach the averages of that hour and day', async () => {
  await markRolledUp(iso(TODAY - 2 * HOUR_MS));
  await save([ping(TODAY - 2 * HOUR_MS, 40), ping(TODAY - HOUR_MS, 10, 1)]);
  const probeLate = await sweptLate(20);
  await rollUp(at(TODAY + 10 * MINUTE_MS));
  expect(await readPings(id, { grain: 'hour' })).toMatchObject([{ average_ms: 40 }, { average_ms: 10, sent: 4 }]);
  expect(await probeLate()).toBe(true);
  expect(await findSweep(iso(TODAY - MINUTE_MS))).toMatchObject({
    answered: 1,
    finished_at: iso(TODAY + 20 * MINUTE_MS),
  });
  await rollUp(at(TODAY + HOUR_MS + 10 * MINUTE_MS));
  expect(await readPings(id, { grain: 'hour' })).toMatchObject([{ average_ms: 40 }, { average_ms: 15, sent: 5 }]);
  expect(await readPings(id, { grain: 'day' })).toMatchObject([{ sent: 9, received: 6 }]);
  expect(await lateHoursNoted()).toEqual([]);
});

test('an hour is averaged again for as long as somebody could still write to it', async () => {
  await markRolledUp(iso(TODAY - HOUR_MS));
  const probeLate = await sweptLate(9);
  await probeLate();
  await rollUp(at(TODAY + 10 * MINUTE_MS));
  expect(await readPings(id, { grain: 'hour' })).toMatchObject([{ sent: 1 }]);
  // Another of its chunks, whose note is the one that is there already.
  await save([ping(TODAY - 2 * MINUTE_MS, 40)]);
  await rollUp(at(TODAY + HOUR_MS + 10 * MINUTE_MS));
  expect(await readPings(id, { grain: 'hour' })).toMatchObject([{ sent: 5 }]);
  expect(await lateHoursNoted()).toEqual([]);
});

test('records that are written in time leave no note', async () => {
  const probeInTime = await sweptLate(2);
  await probeInTime();
  expect(await lateHoursNoted()).toEqual([]);
});

test('a day has the hours that were just written, on a table whose other reads are behind', async () => {
  await markRolledUp(iso(TODAY - HOUR_MS));
  await save([ping(TODAY - 2 * MINUTE_MS, 40)]);
  await inTrouble(
    ({ command, input, proceed }) => {
      const isBehind = command === 'Query' && !input.ConsistentRead && JSON.stringify(input).includes('HOUR#');
      return isBehind ? Promise.resolve({ Items: [], Count: 0 }) : proceed();
    },
    () => rollUp(at(TODAY + 10 * MINUTE_MS)),
  );
  expect(await readPings(id, { grain: 'day' })).toMatchObject([{ at: iso(TODAY - DAY_MS), average_ms: 40 }]);
});
