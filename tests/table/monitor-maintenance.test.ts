import { beforeEach, expect, test } from '@jest/globals';
import { iso, later } from '#lib/core/clock';
import type { Prober } from '#lib/monitor/probers/prober';
import * as monitor from '#lib/monitor/service';
import type { StateChangeEvent } from '#lib/monitor/service/alerts';
import { sweep } from '#lib/monitor/service/sweep';
import { dyingAfter } from '#support/crash';

const MINUTE = 60_000;
const pace = { count: 1, timeoutMs: 1, periodMs: 0, gapMs: 0 };
const BEGIN = new Date('2026-11-20T12:00:00.000Z');

/** Addresses that do not answer. */
const dead = new Set<string>();
const probe: Prober = async (addresses) => addresses.map((address) => [dead.has(address) ? 'timeout' : 1]);

let minute = 0;
const told: string[] = [];
const alert = async (news: readonly StateChangeEvent[]) => {
  for (const each of news) if ('change' in each) told.push(`${each.name} ${each.change.to} ${each.change.at}`);
};
const now = () => later(BEGIN, minute * MINUTE);
const at = (n: number) => iso(later(BEGIN, n * MINUTE));
const swept = async (times = 1) => {
  for (let n = 0; n < times; n += 1) {
    minute += 1;
    await sweep({ scheduledAt: now() }, { probe, pace, alert, now });
  }
};

beforeEach(async () => {
  for (const name of (await monitor.listNames()).items) await monitor.remove(name);
  for (const { name } of (await monitor.listMaintenance({ limit: 1000 })).items) await monitor.deleteMaintenance(name);
  dead.clear();
  minute += 10;
});

const window = (name: string, body: object, from: number, until: number) =>
  monitor.setMaintenance(name, { ...body, from: at(from), until: at(until) });

test('in a window probes go on, alerts wait, and the history marks it; afterwards what still holds is told', async () => {
  await monitor.add('tagged', '10.0.0.1', { tags: ['rack'] });
  await monitor.add('named', '10.0.0.2');
  await monitor.add('other', '10.0.0.3');
  await swept();
  told.length = 0;
  const begin = minute;
  await window('power', { tags: ['rack'], servers: ['named'] }, begin + 1, begin + 4);
  for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) dead.add(address);
  await swept(2);
  expect(told).toEqual([`other DOWN ${at(begin + 2)}`]);
  expect(await monitor.get('tagged')).toMatchObject({ status: 'DOWN' });
  dead.delete('10.0.0.2');
  await swept();
  expect(told).toHaveLength(1);
  await swept();
  expect(told.slice(1)).toEqual([`tagged DOWN ${at(begin + 2)}`]);
  const { items: pings } = await monitor.listPings('tagged', { resolution: 'raw', limit: 10 });
  expect(pings.map(({ maintenance }) => maintenance)).toEqual([undefined, true, true, true, undefined]);
  const { items: changes } = await monitor.listChanges('tagged', { limit: 10 });
  expect(changes.map(({ to, maintenance }) => [to, maintenance])).toEqual([
    ['DOWN', true],
    ['UP', undefined],
  ]);
  dead.clear();
  await swept();
  expect(told.slice(2).sort()).toEqual([`other UP ${at(minute)}`, `tagged UP ${at(minute)}`]);
});

test('a window is set, set again, listed and deleted; then it is over', async () => {
  expect(await window('a', { tags: ['x'] }, 0, 1)).toEqual({
    isNew: true,
    maintenance: { name: 'a', tags: ['x'], from: at(0), until: at(1) },
  });
  expect(await window('a', { servers: ['s'] }, 0, 2)).toMatchObject({ isNew: false });
  expect((await monitor.listMaintenance({ limit: 10 })).items).toEqual([
    { name: 'a', servers: ['s'], from: at(0), until: at(2) },
  ]);
  await monitor.deleteMaintenance('a');
  for (const ask of [monitor.getMaintenance, monitor.deleteMaintenance])
    await expect(ask('a')).rejects.toMatchObject({ code: 'maintenance.unknown' });
});

test('while its parent is DOWN, alerts of a server wait; they are told when the parent is back and they still hold', async () => {
  await monitor.add('switch', '10.0.0.1');
  await monitor.add('behind-1', '10.0.0.2', { parent: 'switch' });
  await monitor.add('behind-2', '10.0.0.3', { parent: 'switch' });
  await swept();
  told.length = 0;
  for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) dead.add(address);
  await swept(4);
  expect(told).toEqual([`switch DOWN ${at(minute - 2)}`]);
  expect(await monitor.get('behind-1')).toMatchObject({ status: 'DOWN', last_ping_at: at(minute) });
  dead.delete('10.0.0.1');
  dead.delete('10.0.0.2');
  await swept();
  expect(told.slice(1).sort()).toEqual([`behind-2 DOWN ${at(minute - 3)}`, `switch UP ${at(minute)}`]);
});

test('a parent that is paused holds nothing up', async () => {
  await monitor.add('switch', '10.0.0.1');
  await monitor.add('behind', '10.0.0.2', { parent: 'switch' });
  await swept();
  dead.add('10.0.0.1');
  await swept(2);
  await monitor.update('switch', { paused: true });
  told.length = 0;
  dead.add('10.0.0.2');
  await swept(2);
  expect(told).toEqual([`behind DOWN ${at(minute)}`]);
});

test('a parent must be another server that is there, and can be taken away', async () => {
  await monitor.add('a', '10.0.0.1');
  const refused = expect.objectContaining({ code: 'server.parent-unknown', errors: [expect.anything()] });
  await expect(monitor.add('b', '10.0.0.1', { parent: 'nobody' })).rejects.toEqual(refused);
  await expect(monitor.update('a', { parent: 'a' })).rejects.toEqual(refused);
  await monitor.add('b', '10.0.0.1', { parent: 'a' });
  expect(await monitor.get('b')).toMatchObject({ parent: 'a' });
  expect(await monitor.update('b', { parent: null })).not.toHaveProperty('parent');
});

test('a sweep that dies anywhere leaves a change to be told once, as the same change', async () => {
  for (let writes = 0; ; writes += 1) {
    const name = `s-${writes}`;
    await monitor.add(name, '10.0.0.1');
    await swept();
    dead.add('10.0.0.1');
    await swept();
    told.length = 0;
    minute += 1;
    const first = minute;
    const died = await dyingAfter(writes, () => sweep({ scheduledAt: now() }, { probe, pace, alert, now }));
    minute += 20;
    await swept(2);
    expect(new Set(told).size).toBe(1);
    const { items: changes } = await monitor.listChanges(name, { limit: 10 });
    expect(changes.filter(({ to }) => to === 'DOWN')).toHaveLength(1);
    if (!died) expect(told).toEqual([`${name} DOWN ${at(first)}`]);
    await monitor.remove(name);
    dead.clear();
    if (!died) break;
    expect(writes).toBeLessThan(20);
  }
});
