import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import * as machines from '#lib/cloud/service/machine-list';
import { documentClient, tableName } from '#lib/db/client';
import { deviceKey } from '#lib/db/keys';
import { shardFor, shardsOf } from '#lib/db/shards';
import type { Delivery } from '#lib/outbox/model';
import * as callsRepository from '#lib/outbox/repository';
import * as ztp from '#lib/ztp/service';
import { aCluster, machinesOf } from '#support/cloud';

process.env.LIST_SHARDS = '5';

/** Every entry of a list, read in pages of that size, and how many pages that took. */
const walk = async <T>(page: (cursor?: string) => Promise<{ items: T[]; cursor: string | undefined }>) => {
  const items: T[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const part = await page(cursor);
    items.push(...part.items);
    cursor = part.cursor;
    pages += 1;
  } while (cursor !== undefined);
  return { items, pages };
};

const hex = (n: number) => n.toString(16).padStart(2, '0');
const macs = Array.from({ length: 40 }, (_, n) => `02:00:00:00:00:${hex(n * 5)}`);
/** Written before there was more than one shard: under the list's own name. */
const early = ['02:00:00:00:00:01', '02:00:00:00:00:62', '02:00:00:00:00:ff'];

beforeAll(async () => {
  for (const mac of macs) await ztp.register(mac, { ip: '10.0.0.1' });
  for (const mac of early) {
    await ztp.register(mac, { ip: '10.0.0.1' });
    const change = { UpdateExpression: 'SET ipk = :list', ExpressionAttributeValues: { ':list': 'DEVICES' } };
    await documentClient().send('UpdateItem', { TableName: tableName(), Key: deviceKey(mac), ...change });
  }
});

test('entries are spread over all shards', () => {
  expect(new Set(macs.map((mac) => shardFor('DEVICES', mac)))).toEqual(new Set(shardsOf('DEVICES')));
});

test.each([1, 3, 7, 100])('a list in shards reads in one order, each entry once, in pages of %i', async (limit) => {
  const { items, pages } = await walk(async (cursor) => {
    const { items, cursor: next } = await ztp.list({ limit, cursor });
    return { items: items.map(({ id }) => id), cursor: next };
  });
  expect(items).toEqual([...macs, ...early].sort());
  // As DynamoDB does, a list may find out on an empty last page that it has ended.
  expect([0, 1]).toContain(pages - Math.ceil(items.length / limit));
});

test('calls that are due come in the order of their times, and ended ones latest first', async () => {
  const kind = `kind-${randomUUID()}`;
  const times = Array.from({ length: 30 }, (_, n) => new Date(Date.UTC(2026, 10, 20, 12, 0, n % 10)).toISOString());
  for (const at of times) {
    const call: Delivery = {
      ...{ kind, owner: 'one', at, id: randomUUID(), status: 'PENDING', attempts: 0, left: 5, dueAt: at, tries: [] },
      details: {},
    };
    await callsRepository.open(call);
  }
  const due = await callsRepository.due(kind, '2026-11-20T12:00:04.000Z', 100);
  expect(due.map(({ dueAt }) => dueAt)).toEqual(times.filter((at) => at <= '2026-11-20T12:00:04.000Z').sort());
  for (const call of due.slice(0, 12))
    await callsRepository.cancel(call, { status: 'FAILED', tries: [], at: call.at, expiresAtSeconds: 4e9 });
  const { items } = await walk((cursor) => callsRepository.listIn(kind, 'FAILED', { limit: 5, cursor }));
  expect(items.map(({ at }) => at)).toEqual(
    due
      .slice(0, 12)
      .map(({ at }) => at)
      .reverse(),
  );
  expect(new Set(items.map(({ id }) => id)).size).toBe(12);
});

test('machines of all clusters likewise, by age', async () => {
  const cluster = await aCluster();
  const made = await machinesOf(cluster, 23);
  const { items } = await walk(async (cursor) => {
    const { items: some, cursor: next } = await machines.list({}, { limit: 4, cursor });
    return { items: some.map(({ id }) => id), cursor: next };
  });
  expect(items).toEqual(made.map(({ id }) => id));
});
