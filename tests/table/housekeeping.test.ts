import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { documentClient } from '#lib/db/client';
import type { Prober } from '#lib/monitor/probers/prober';
import * as monitor from '#lib/monitor/service';
import { sweep } from '#lib/monitor/service/sweep';
import { given } from '#support/given';
import { eventually } from '#support/request';
import { openCheckpoints } from '#tools/local/checkpoints';
import { type Engine, startEngine } from '#tools/local/engine';
import { follow } from '#tools/local/event-source-mapping';
import { type Housekeeper, openHouse } from '#tools/local/housekeeping';
import type { StreamReader } from '#tools/local/stream-reader';
import { createTable } from '#tools/local/table';

const folder = mkdtempSync(join(tmpdir(), 'muster-house-'));
const tableName = 'muster-house';
const seen: DynamoDBRecord[] = [];
let engine: Engine;
let reader: StreamReader;
let house: Housekeeper;
let database: DatabaseSync;

// An engine of its own: what is looked at here is the size of its file, and only the embedded one needs a housekeeper.
beforeAll(async () => {
  engine = await startEngine('embedded', folder);
  Object.assign(process.env, { DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: tableName });
  await createTable(engine.endpoint, tableName);
  const checkpoints = openCheckpoints(join(folder, 'stream.json'), { everyMs: 0 });
  const invoke = async ({ Records }: { Records: DynamoDBRecord[] }) => void seen.push(...Records);
  reader = await follow(
    { functionKey: 'reader', tableName, invoke, deadLetter: () => {} },
    { endpoint: engine.endpoint, checkpoints, intervalMs: 5, onError: () => {} },
  );
  const { file = '', endpoint } = engine;
  house = openHouse({ file, endpoint, tableName, passed: reader.passed });
  database = new DatabaseSync(file, { readOnly: true });
});

afterAll(async () => {
  database.close();
  house.close();
  await reader.stop();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const number = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
const itemsOf = (type: string): number =>
  number(`SELECT count(*) FROM "${tableName}" WHERE json_extract(item_json, '$.type.S') = '${type}'`);
const newest = (): number => number('SELECT max(CAST(sequence_number AS INTEGER)) FROM _stream_records');
const usedPages = (): number => number('PRAGMA page_count') - number('PRAGMA freelist_count');
const readerIsThere = () =>
  eventually(
    async () => reader.passed(),
    (passed) => passed === newest(),
  );

const hour = (n: number): Date => new Date(Date.UTC(2040, 0, 1, n));
const answering: Prober = async (addresses) => addresses.map(() => [1, 2, 3, null]);
const pace = { count: 4, timeoutMs: 10, periodMs: 0, gapMs: 0 };

test('a fortnight of sweeps ends at a stable size: what has expired goes, and so do stream records that were read', async () => {
  for (const name of [given.name(), given.name()]) await monitor.add(name, '127.0.0.1');
  const sizes: { records: number; pages: number; raw: number }[] = [];
  for (let day = 0; day < 14; day += 1) {
    for (let n = day * 24; n < day * 24 + 24; n += 2)
      await sweep({ scheduledAt: hour(n) }, { probe: answering, pace, now: () => hour(n) });
    await readerIsThere();
    await house.tidy(hour(day * 24 + 24));
    await readerIsThere();
    await house.tidy(hour(day * 24 + 24));
    sizes.push({ records: number('SELECT count(*) FROM _stream_records'), pages: usedPages(), raw: itemsOf('ping') });
  }
  expect(sizes.map(({ records }) => records)).toEqual(sizes.map(() => 1));
  const [weekOld, ...later] = sizes.slice(8);
  for (const { raw, pages } of later) {
    expect(raw).toBe(weekOld?.raw);
    expect(pages).toBeLessThanOrEqual((weekOld?.pages ?? 0) * 1.1);
  }
});

const put = (pk: string, expiresAtSeconds?: number) =>
  documentClient().send('PutItem', { TableName: tableName, Item: { pk, sk: pk, expiresAtSeconds } });
const keys = (): unknown[] =>
  database
    .prepare(`SELECT json_extract(item_json, '$.pk.S') AS pk FROM "${tableName}" WHERE pk LIKE 'S:house-%' ORDER BY pk`)
    .all()
    .map(({ pk }) => pk);

test('what has expired goes through the stream, as it does on AWS; what was renewed or never expires stays', async () => {
  const now = hour(0);
  const seconds = now.getTime() / 1000;
  await put('house-expired', seconds);
  await put('house-later', seconds + 1);
  await put('house-never');
  await put('house-renewed', seconds - 5);
  await put('house-renewed', seconds + 500);
  await house.tidy(now);
  expect(keys()).toEqual(['house-later', 'house-never', 'house-renewed']);
  await readerIsThere();
  expect(seen.at(-1)).toMatchObject({ eventName: 'REMOVE', dynamodb: { Keys: { pk: { S: 'house-expired' } } } });
});

test('records that a reader has not passed stay, and so does the newest one, after which the next is numbered', async () => {
  const { file = '', endpoint } = engine;
  const last = newest();
  const waiting = openHouse({ file, endpoint, tableName, passed: () => last });
  await put('house-one');
  await put('house-two');
  await waiting.tidy(hour(0));
  const left = database.prepare('SELECT sequence_number AS n FROM _stream_records ORDER BY id').all();
  expect(left.map(({ n }) => Number(n))).toEqual([last, last + 1, last + 2]);
  waiting.close();
  await readerIsThere();
  await house.tidy(hour(0));
  expect(number('SELECT count(*) FROM _stream_records')).toBe(1);
  await put('house-three');
  expect(newest()).toBe(last + 3);
  await readerIsThere();
  expect(seen.at(-1)).toMatchObject({ eventName: 'INSERT', dynamodb: { Keys: { pk: { S: 'house-three' } } } });
});
