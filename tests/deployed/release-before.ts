import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { chunk } from '#lib/core/chunk';
import { type Answers, answersOf } from '#support/release';
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

/** A use counter names the place in the stream up to which it counts. Here that is past all that is put now: it was counted. */
const asOfThisStream = (item: Record<string, AttributeValue>): Record<string, AttributeValue> =>
  item.type?.S === 'use' ? { ...item, mark: { S: '9'.repeat(48) } } : item;

/** Puts what the release before wrote into the stage's table, and gives how many items that were. */
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
      for (const some of chunk(Items, 25)) {
        const requests = some.map((item) => ({ PutRequest: { Item: asOfThisStream(item) } }));
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
  assert.deepEqual(await answersOf(url, authorization), kept);
  return `release ${RELEASE} was deployed with its data, and this one on top: ${Object.keys(kept).length} answers are as they were`;
};
