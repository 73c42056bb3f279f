import { expect } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { handler as dispatch } from '#functions/events/dispatch-changes';
import * as clusters from '#lib/cloud/service/clusters';
import * as machineList from '#lib/cloud/service/machine-list';
import * as machines from '#lib/cloud/service/machines';
import { actingAs } from '#lib/core/actor';
import { AppError } from '#lib/core/errors';
import * as events from '#lib/events/service';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import * as search from '#lib/search/service';
import * as webhooks from '#lib/webhooks/service';
import * as ztp from '#lib/ztp/service';
import { crashAtEach, crashPoint } from '#support/crash-points';
import { given } from '#support/given';
import { eventually } from '#support/request';
import { followStream } from '#support/stream';

await followStream('dispatchChanges', dispatch);

const alice = <T>(work: () => Promise<T>): Promise<T> => actingAs({ user: 'alice' }, work);

const of = async (subject: string) => (await events.list({ subject }, { limit: 100 })).items;

/** What is told of a subject when the stream has passed: oldest first, each with who did it. */
const toldOf = async (subject: string): Promise<string[]> => {
  const mark = given.name('mark');
  await monitor.add(mark, '10.0.0.1');
  await eventually(
    () => of(mark),
    (items) => items.length > 0,
  );
  await monitor.remove(mark);
  const items = (await of(subject)).reverse();
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  return items.map(({ type, actor }) => `${type} by ${Object.values(actor)[0]}`);
};

const by = (...types: string[]): string[] => types.map((type) => `${type} by alice`);

const orRefused = (error: unknown): void => {
  if (!(error instanceof AppError)) throw error;
};

/** A record of the stream, as it is handed on: a server that was added. */
const recordOf = (name: string): DynamoDBStreamEvent =>
  ({
    Records: [
      {
        eventID: name,
        eventName: 'INSERT',
        dynamodb: {
          SequenceNumber: String(Date.now()),
          ApproximateCreationDateTime: Math.ceil(Date.now() / 1000),
          NewImage: { type: { S: 'server' }, id: { S: name }, name: { S: name }, ip: { S: '10.0.0.1' } },
        },
      },
    ],
  }) as DynamoDBStreamEvent;

crashAtEach([
  crashPoint({
    does: 'a server that is added',
    given: async () => given.name('server'),
    work: (name) => alice(() => monitor.add(name, '10.0.0.1')),
    holds: async (name) => expect(await toldOf(name)).toEqual(by('server.added')),
    writes: 1,
  }),
  crashPoint({
    does: 'a server that is deleted, of which the deletion is signed before',
    given: async () => {
      const name = given.name('server');
      await alice(() => monitor.add(name, '10.0.0.1'));
      return name;
    },
    work: (name) => alice(() => monitor.remove(name)),
    holds: async (name) => expect(await toldOf(name)).toEqual(by('server.added', 'server.deleted')),
    writes: 2,
  }),
  crashPoint({
    does: 'an address that is allocated for an owner, and released',
    given: async () => {
      const [id, ip] = [given.poolId(), given.ip()];
      await pools.create(id, { name: 'p', addresses: [ip] });
      return { id, ip };
    },
    work: ({ id }) =>
      alice(async () => {
        const held = await pools.allocateOwned(id, undefined, { owner: 'node-1' });
        await pools.release(id, held.id);
      }),
    // One that died after the release has it again, and gives it back again: each of these is told.
    holds: async ({ ip }) => {
      const told = await toldOf(ip);
      const pair = by('address.allocated', 'address.released');
      expect([pair, [...pair, ...pair]]).toContainEqual(told);
    },
    writes: 2,
  }),
  crashPoint({
    does: 'a pool that is created and deleted',
    given: async () => given.poolId(),
    work: (id) =>
      alice(async () => {
        await pools.create(id, { name: 'p', addresses: ['10.0.0.0/30'] }).catch(orRefused);
        await pools.remove(id);
      }),
    holds: async (id) => {
      const told = await toldOf(id);
      const pair = by('pool.created', 'pool.deleted');
      // A repeat of what was done makes it, and deletes it, once more.
      expect([pair, [...pair, ...pair]]).toContainEqual(told);
    },
    writes: 4,
  }),
  crashPoint({
    does: 'a call that is refused since a pool is exhausted',
    given: async () => {
      const id = given.poolId();
      await pools.create(id, { name: 'p', addresses: ['10.0.0.1'] });
      await pools.allocateAny(id);
      return id;
    },
    work: (id) => alice(() => pools.allocateAny(id)).catch(orRefused),
    next: async (id) => {
      for (let n = 0; n < 3; n += 1) await alice(() => pools.allocateAny(id)).catch(orRefused);
    },
    holds: async (id) =>
      expect((await toldOf(id)).filter((one) => one.startsWith('pool.exhausted'))).toEqual(by('pool.exhausted')),
    writes: 1,
  }),
  crashPoint({
    does: 'a device that registers, is edited and deleted',
    given: async () => given.mac(),
    work: (id) =>
      alice(async () => {
        await ztp.register(id, { ip: '10.0.0.1' });
        await ztp.edit(id, { name: 'a' });
        await ztp.remove(id);
      }),
    holds: async (id) => {
      const told = (await toldOf(id)).filter((one) => !one.startsWith('exec.'));
      // However often it was begun again, it ends with the deletion, and no change is told twice.
      expect(told.at(-1)).toBe('device.retired by alice');
      expect(told.filter((one) => one.startsWith('device.retired')).length).toBeLessThanOrEqual(2);
      for (const [i, one] of told.entries())
        if (i > 0) expect(one === told[i - 1] && !/registered/.test(one)).toBe(false);
    },
    writes: 4,
  }),
  crashPoint({
    does: 'a machine that is made',
    given: async () => {
      const cluster = given.name('cluster');
      await clusters.create({ name: cluster, region_code: 'A' });
      return { cluster, name: given.name('m') };
    },
    work: ({ cluster, name }) =>
      alice(() => machines.create({ cluster_name: cluster, name, tags: ['a'] })).catch((error) => orRefused(error)),
    holds: async ({ cluster, name }) => {
      const { items } = await machineList.list({ cluster_name: cluster }, { limit: 10 });
      expect(items.map((machine) => machine.name)).toEqual([name]);
      expect(await toldOf(items[0]?.id ?? '')).toEqual(by('machine.created'));
    },
    writes: 1,
  }),
  crashPoint({
    does: 'the dispatcher of changes: log, webhooks and search',
    given: async () => {
      for (const { name } of (await webhooks.list()).items) await webhooks.remove(name);
      const [name, hook] = [given.name('server'), given.name('hook')];
      await webhooks.put(hook, { url: 'http://127.0.0.1:9/', types: ['server.added'] }, { now: () => new Date(0) });
      return { name, hook, record: recordOf(name) };
    },
    work: ({ record }) => dispatch(record),
    holds: async ({ name, hook }) => {
      expect((await of(name)).map(({ type }) => type)).toEqual(['server.added']);
      const { items } = await webhooks.listDeliveries(hook);
      expect(items.filter(({ text }) => text.includes(name))).toHaveLength(1);
      expect(await search.search(name)).toHaveLength(1);
    },
    writes: 3,
  }),
]);
