import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { BatchWriteItemCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { chunk } from '#lib/core/chunk';
import { type Answers, answersOf } from '#support/release';
import { eventually } from '#support/request';
import { startEngine } from '#tools/local/engine';

/** The newest release that is kept: its package without the code, and the data that it wrote. */
const RELEASES = fileURLToPath(new URL('../releases/', import.meta.url));
const RELEASE = readdirSync(RELEASES).sort().at(-1) ?? '';
const HOME = join(RELEASES, RELEASE);

const unpacked = (name: string): Buffer => gunzipSync(readFileSync(join(HOME, name)));

/**
 * The package of the release before, for `serverless deploy --package`: its template as it was, with all names, routes,
 * roles and triggers. The code is that of another function, for bundles are not kept; nobody calls it.
 */
export const packageBefore = (bundles: string): string => {
  const home = mkdtempSync(join(tmpdir(), 'muster-release-'));
  for (const name of readdirSync(join(HOME, 'package')))
    writeFileSync(join(home, name.replace(/\.gz$/, '')), unpacked(`package/${name}`));
  const state = JSON.parse(readFileSync(join(home, 'serverless-state.json'), 'utf8'));
  const [bundle = ''] = readdirSync(bundles).filter((name) => name.endsWith('.zip'));
  const artifacts = Object.values<{ package: { artifact: string } }>(state.service.functions);
  for (const { package: kept } of artifacts) {
    const name = kept.artifact.split('/').at(-1) ?? '';
    copyFileSync(join(bundles, bundle), join(home, name));
  }
  return home;
};

/**
 * Puts what the release before wrote into the stage's table, and gives how many items that were. Counters of pools are
 * left out: they name places in the stream that they were made from, and this table's stream counts what is put.
 */
export const furnishAsBefore = async (tableName: string): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-release-'));
  writeFileSync(join(folder, 'muster.db'), unpacked('muster.db.gz'));
  const engine = await startEngine('embedded', folder);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const kept = new DynamoDBClient({ endpoint: engine.endpoint, region: 'local', credentials });
  const stage = new DynamoDBClient({});
  let items = 0;
  try {
    for await (const { Items = [] } of paginateScan({ client: kept }, { TableName: 'muster-local' }))
      for (const some of chunk(
        Items.filter((item) => item.type?.S !== 'use'),
        25,
      )) {
        const requests = some.map((Item) => ({ PutRequest: { Item } }));
        await stage.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
        items += some.length;
      }
  } finally {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  assert.ok(items > 0);
  return items;
};

/** What the release before answered its first user, this one answers: addresses stay held, clusters are whose they were. */
export const assertReadAsBefore = async (url: string, authorization: string): Promise<string> => {
  const kept = JSON.parse(readFileSync(join(HOME, 'answers.json'), 'utf8')) as Answers;
  const answers = await eventually(
    () => answersOf(url, authorization),
    (read) => isDeepStrictEqual(read, kept),
    60_000,
  ).catch(() => answersOf(url, authorization));
  assert.deepEqual(answers, kept);
  return `release ${RELEASE} was deployed with its data, and this one on top: ${Object.keys(kept).length} answers are as they were`;
};
