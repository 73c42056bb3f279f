import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { batchWrite } from '#lib/db/batch';
import { documentClient } from '#lib/db/client';
import type { Item } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { type Difference, restoreTable } from '#tools/local/restore';
import { createTable } from '#tools/local/table';

const restored = `restored-${randomUUID()}`;
await createTable(process.env.DYNAMODB_ENDPOINT ?? '', restored);

const now = () => new Date('2026-11-20T12:00:00Z');
const PAST = Math.floor(now().getTime() / 1000) - 1;
const row = (sk: string, more: Item = {}) => ({ pk: 'ROWS', sk, type: 'row', ...more });

const then = [
  row('same', { n: 1, tags: new Set(['a', 'b']) }),
  row('changed', { n: 1, left: true }),
  row('lost', { n: 1, expiresAtSeconds: PAST + 2 }),
  row('expired', { expiresAtSeconds: PAST }),
  row('other', { type: 'other' }),
  row('ended token', { type: 'token' }),
];
const living = [
  row('same', { n: 1, tags: new Set(['b', 'a']) }),
  row('changed', { n: 2 }),
  row('new'),
  row('token', { type: 'token' }),
];
for (const Item of then) await documentClient().send('PutItem', { TableName: restored, Item });
await batchWrite(living.map((put) => ({ put })));

const told = async (options: Parameters<typeof restoreTable>[1]): Promise<string[]> => {
  const list: string[] = [];
  const onEach = ({ step, type, was, is }: Difference) => void list.push(`${step} ${type} ${String((was ?? is)?.sk)}`);
  await restoreTable(restored, { ...options, onEach, now });
  return list.sort();
};

const rows = async () => (await table.query({ partition: 'ROWS' })).items;
/** By sort key, without the version that each written item carries. */
const bySk = (items: Item[]) => Object.fromEntries(items.map(({ v: _, ...item }) => [String(item.sk), item]));

const ALL = ['back other other', 'back row lost', 'changed row changed', 'gone row new', 'gone token token'];

test('tells what is otherwise, and writes nothing', async () => {
  expect(await told({})).toEqual(ALL);
  expect(bySk(await rows())).toEqual(bySk(living));
});

test('writes the types that are named alone', async () => {
  expect(await told({ types: ['other'], write: true })).toEqual(['back other other']);
  expect(bySk(await rows())).toEqual(bySk([...living, row('other', { type: 'other' })]));
});

test('makes everything as it was, but for what has expired and for tokens, and then has nothing more to do', async () => {
  expect(await told({ write: true })).toEqual(ALL.filter((line) => !line.includes('other')));
  expect(bySk(await rows())).toEqual(bySk(then.filter(({ sk }) => sk !== 'expired' && sk !== 'ended token')));
  expect(await told({ write: true })).toEqual([]);
});
