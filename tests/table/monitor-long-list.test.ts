import { beforeEach, expect, test } from '@jest/globals';
import { iso, later } from '#lib/core/clock';
import type { Prober } from '#lib/monitor/probers/prober';
import * as repository from '#lib/monitor/repository/servers';
import { statesOf } from '#lib/monitor/repository/states';
import * as sweeps from '#lib/monitor/repository/sweeps';
import { leaseMs } from '#lib/monitor/schedule';
import * as monitor from '#lib/monitor/service';
import { paceOf, probeBatch } from '#lib/monitor/service/probe-batch';
import { rollUp } from '#lib/monitor/service/roll-up';
import { sweep } from '#lib/monitor/service/sweep';
import { given } from '#support/given';
import { inTrouble } from '#support/inject-faults';

const pace = { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const answering: Prober = async (addresses) => addresses.map(() => [1]);

let time = new Date('2030-01-01T00:00:00.000Z');
const now = () => time;
const pass = (ms: number): void => {
  time = later(time, ms);
};
const swept = () => {
  pass(60_000);
  return sweep({ scheduledAt: now() }, { probe: answering, pace, alert: async () => {}, now });
};

/** The list comes two servers at a time, and before each page but the first something happens. */
const betweenPages = <T>(work: () => Promise<T>, happens: (page: number) => Promise<unknown>): Promise<T> => {
  let page = 0;
  return inTrouble(async ({ command, input, proceed }) => {
    if (command !== 'Query' || input.ExpressionAttributeValues?.[':v0'] !== 'SERVERS') return proceed();
    input.Limit = 2;
    if (page > 0) await happens(page);
    page += 1;
    return proceed();
  }, work);
};

/** What is known of a server, by its name. */
const stateOf = async (name: string) => {
  const server = await repository.find(name);
  return server && (await statesOf([server])).get(server.id);
};

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

beforeEach(async () => {
  for (const name of (await monitor.listNames()).items) await monitor.remove(name);
  for (const name of NAMES) await monitor.add(name, '127.0.0.1');
  pass(3_600_000);
  await swept();
});

test('a server that is renamed while the list is read keeps all that is known of it, though no sweep saw it', async () => {
  await swept();
  const done = await betweenPages(swept, async (page) => {
    if (page === 2) await monitor.rename('f', '0');
  });
  expect(done).toMatchObject({ servers: 5, answered: 5 });
  expect(await stateOf('0')).toMatchObject({ status: 'UP', answers: 2 });
  await swept();
  expect(await stateOf('0')).toMatchObject({ status: 'UP', answers: 3 });
  expect((await monitor.listChanges('0', { limit: 10 })).items).toHaveLength(1);
});

test('so does one that is paused: it is not probed, and what is known of it is old', async () => {
  await monitor.update('f', { paused: true });
  await swept();
  await swept();
  await betweenPages(swept, async (page) => {
    if (page === 2) await monitor.rename('f', '0');
  });
  expect(await stateOf('0')).toMatchObject({ status: 'UP', answers: 1 });
  await swept();
  await swept();
  expect(await stateOf('0')).toEqual({ ...(await stateOf('0')), status: 'UP', answers: 1, unlistedAt: undefined });
  await monitor.update('0', { paused: false });
  await swept();
  expect(await stateOf('0')).toMatchObject({ status: 'UP', answers: 2 });
});

test('a batch that did not have it takes nothing away when it is handed over again', async () => {
  pass(60_000);
  const [found, startedAt, holder] = [await repository.findMany(NAMES), iso(now()), given.name('holder')];
  const until = later(now(), 60_000);
  await sweeps.takeLease(holder, now(), until);
  await sweeps.begin({ startedAt, holder, servers: 4, chunks: 2, lagMs: 0, byHand: false });
  const members = found.map(({ id, name, ip, group = '' }) => ({ id, name, ip, group }));
  const [targets, idle] = [members.slice(0, 4), members.slice(4, 5).map(({ id, group }) => ({ id, group }))];
  const batch = { startedAt, number: 0, of: 2, holder, until: iso(until), targets, idle };
  for (let n = 0; n < 2; n += 1) await probeBatch(batch, { probe: answering, pace, alert: async () => {}, now });
  expect(await stateOf('d')).toMatchObject({ at: startedAt, answers: 2 });
  expect(await stateOf('e')).toMatchObject({ answers: 1 });
  expect(await stateOf('f')).toMatchObject({ answers: 1, unlistedAt: startedAt });
  await sweeps.freeLease(holder);
});

test('one that is seen under both of its names is probed once', async () => {
  const done = await betweenPages(swept, async (page) => {
    if (page === 2) await monitor.rename('a', 'z');
  });
  expect(done).toMatchObject({ servers: 6, answered: 6 });
  expect(await stateOf('z')).toMatchObject({ status: 'UP', answers: 2 });
});

test('what is known of a deleted server stays for one sweep, and goes with the next', async () => {
  const server = await repository.find('c');
  const known = async () => (await statesOf(server ? [server] : [])).get(server?.id ?? '');
  await monitor.remove('c');
  await swept();
  expect(await known()).toMatchObject({ answers: 1 });
  await swept();
  expect(await known()).toBeUndefined();
});

test('a list that takes longer than a sweep may be silent is read to its end, and nobody sweeps beside it', async () => {
  const others: boolean[] = [];
  const done = await betweenPages(swept, async () => {
    pass(0.4 * leaseMs(paceOf()));
    const rival = given.name();
    others.push(await sweeps.takeLease(rival, now(), later(now(), 1)));
  });
  expect(others.length).toBeGreaterThan(2);
  expect(others).not.toContain(true);
  expect(done).toMatchObject({ answered: 6, finished_at: iso(now()) });
});

test('a sweep that stood still for longer gives way to the one that has begun since', async () => {
  const standing = betweenPages(swept, async (page) => {
    if (page !== 2) return;
    const standstillMs = 2 * leaseMs(paceOf());
    const at = later(now(), standstillMs);
    expect(await sweeps.takeLease('next', at, later(at, 30_000))).toBe(true);
    pass(standstillMs);
  });
  await expect(standing).rejects.toThrow('Another sweep has taken the place of this one');
  expect(await sweeps.takeLease('third', now(), later(now(), 1))).toBe(false);
  await sweeps.freeLease('next');
  expect(await swept()).toMatchObject({ answered: 6 });
});

test('what is changed of a server while it is renamed stays: its group, a pause, an address', async () => {
  const meanwhile = [
    ({ name }: { name: string }) => repository.change(name, { paused: true }),
    ({ name }: { name: string }) => repository.change(name, { ip: '127.0.0.2', tags: ['x'] }),
    (server: { id: string; name: string }) => repository.assignGroup(server, '77', iso(now())),
  ];
  await monitor.add('new', '127.0.0.1');
  const server = await repository.find('new');
  await inTrouble(
    async ({ command, proceed }) => {
      const change = command === 'TransactWriteItems' || command === 'TransactWrite' ? meanwhile.shift() : undefined;
      if (server) await change?.(server);
      return proceed();
    },
    () => monitor.rename('new', 'old'),
  );
  expect(meanwhile).toEqual([]);
  const changed = { paused: true, ip: '127.0.0.2', tags: ['x'], group: '77', groupedAt: iso(now()) };
  expect(await repository.find('old')).toEqual({ ...server, ...changed, name: 'old' });
  expect(await repository.find('new')).toBeUndefined();
});

test('averages are made for every page of the list', async () => {
  pass(3_600_000);
  await betweenPages(
    () => rollUp({ now }),
    async () => {},
  );
  for (const name of NAMES)
    expect((await monitor.listPings(name, { resolution: 'hour', limit: 10 })).items).toMatchObject([{ sent: 1 }]);
});

/** What is kept of a server's sweeps, and their averages by the hour: how many of each. */
const keptOf = async (name: string): Promise<number[]> => {
  const { items: records } = await monitor.listPings(name, { resolution: 'raw', limit: 1000 });
  const { items: hours } = await monitor.listPings(name, { resolution: 'hour', limit: 1000 });
  return [records.length, hours.length];
};

test('a server that is renamed while the list is read for averages keeps its records, and has averages an hour later', async () => {
  await swept();
  pass(3_600_000);
  await betweenPages(
    () => rollUp({ now }),
    async (page) => {
      if (page === 2) await monitor.rename('f', '0');
    },
  );
  expect(await keptOf('0')).toEqual([2, 0]);
  expect(await keptOf('a')).toEqual([2, 0]);
  await swept();
  pass(3_600_000);
  await rollUp({ now });
  for (const name of ['a', '0']) expect(await keptOf(name)).toEqual([3, 2]);
});

test('one that the list never shows holds nobody up for more than an hour, and one that is deleted for none', async () => {
  await monitor.remove('e');
  pass(3_600_000);
  await rollUp({ now });
  expect(await keptOf('a')).toEqual([1, 1]);
  await swept();
  await swept();
  const [hidden] = await repository.findMany(['f']);
  const withoutIt = () =>
    inTrouble(
      async ({ command, input, proceed }) => {
        const output = await proceed();
        if (command !== 'Query' || input.ExpressionAttributeValues?.[':v0'] !== 'SERVERS') return output;
        return { ...output, Items: output.Items.filter(({ id }: { id: string }) => id !== hidden?.id) };
      },
      () => rollUp({ now }),
    );
  for (const hours of [1, 1, 2]) {
    expect(await keptOf('a')).toEqual([3, hours]);
    pass(3_600_000);
    await withoutIt();
  }
});
