import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { testWith } from '#support/tools';
import { prepareFolder } from '#tools/local/data-folder';
import { type Engine, startEngine } from '#tools/local/engine';
import { EMBEDDED_PACKAGE } from '#tools/local/engines/embedded';
import { createTable, localClient } from '#tools/local/table';

let folder = '';
const started: Engine[] = [];
const { PATH } = process.env;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-engines-'));
});
afterEach(async () => {
  process.env.PATH = PATH;
  for (const engine of started.splice(0)) await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (...args: Parameters<typeof startEngine>): Promise<Engine> => {
  const engine = await startEngine(...args);
  started.push(engine);
  return engine;
};

test('without its program the embedded engine refuses a folder with its data, and says what to do', async () => {
  writeFileSync(join(folder, 'muster.db'), '');
  await expect(start('embedded', folder, { binary: '' })).rejects.toThrow(
    `The data in ${folder} are the embedded engine's, and its package ${EMBEDDED_PACKAGE} is not installed; run npm ci without --omit=optional, or set MUSTER_DATA to another folder.`,
  );
});

test("neither engine starts on the other's data", async () => {
  writeFileSync(join(folder, 'muster.db'), '');
  await expect(start('dynamodb-local', folder)).rejects.toThrow(
    `The data in ${folder} are the embedded engine's, not DynamoDB Local's; set DYNAMODB_ENGINE=embedded to use them, or MUSTER_DATA to another folder.`,
  );
  rmSync(join(folder, 'muster.db'));
  mkdirSync(join(folder, 'dynamodb-local'));
  writeFileSync(join(folder, 'dynamodb-local', 'shared-local-instance.db'), '');
  await expect(start('embedded', folder)).rejects.toThrow(
    `The data in ${folder} are DynamoDB Local's, not the embedded engine's; set DYNAMODB_ENGINE=dynamodb-local to use them, or MUSTER_DATA to another folder.`,
  );
});

test('a program that may not be run is a sentence', async () => {
  const binary = join(folder, 'dynoxide');
  writeFileSync(binary, '');
  chmodSync(binary, 0o644);
  await expect(start('embedded', undefined, { binary })).rejects.toThrow(
    `The embedded engine ${binary} is not executable; run chmod +x on it, or npm ci once more.`,
  );
});

test('a program that is not made for this machine is a sentence with what it said', async () => {
  const binary = join(folder, 'dynoxide');
  writeFileSync(binary, '#!/bin/sh\necho "GLIBC_9.9 not found" >&2\nexit 1\n', { mode: 0o755 });
  await expect(start('embedded', undefined, { binary })).rejects.toThrow(
    'The database engine stopped as soon as it was started: GLIBC_9.9 not found.',
  );
});

test('no embedded engine and no Java is a sentence of its own', async () => {
  process.env.PATH = folder;
  await expect(start('embedded', folder, { binary: '' })).rejects.toThrow(
    `No embedded engine is installed for this platform (${EMBEDDED_PACKAGE}), and DynamoDB Local in its place needs Java 17 or newer: there is no java command on this machine.`,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('a Java that is too old is named', async () => {
  writeFileSync(join(folder, 'java'), `#!/bin/sh\necho 'openjdk version "11.0.2" 2019-01-15' >&2\n`, { mode: 0o755 });
  process.env.PATH = `${folder}:${PATH}`;
  await expect(start('dynamodb-local', undefined)).rejects.toThrow(
    'DynamoDB Local needs Java 17 or newer, and the java command of this machine is Java 11.',
  );
});

testWith('java')('DynamoDB Local finds the key of its data again, and those of version 0.1.0', async () => {
  const own = join(folder, 'dynamodb-local');
  const engine = await startEngine('embedded', folder, { binary: '' });
  await createTable(engine.endpoint, 'here', { stream: false });
  await engine.stop();
  const again = await start('dynamodb-local', folder);
  expect(new URL(again.endpoint).username).toBe(new URL(engine.endpoint).username);
  await started.pop()?.stop();

  const { username: key } = new URL(engine.endpoint);
  renameSync(join(own, `${key}_eu-central-1.db`), join(own, 'shared-local-instance.db'));
  const adopted = await start('dynamodb-local', folder);
  expect(new URL(adopted.endpoint).username).not.toBe(key);
  const client = localClient(adopted.endpoint);
  expect(await client.send(new ListTablesCommand({}))).toMatchObject({ TableNames: ['here'] });
  client.destroy();
});

test('what the stack keeps is for its owner alone, also where an older version was more generous', async () => {
  writeFileSync(join(folder, 'muster.log'), 'old', { mode: 0o644 });
  chmodSync(folder, 0o755);
  prepareFolder(folder);
  await (await startEngine('embedded', folder)).stop();
  const modeOf = (path: string): number => statSync(path).mode & 0o777;
  expect(modeOf(folder)).toBe(0o700);
  for (const name of readdirSync(folder)) expect([name, modeOf(join(folder, name)) & 0o077]).toEqual([name, 0]);
  expect(existsSync(join(folder, 'muster.log'))).toBe(true);
});

test('a folder in which others keep something stays open; the files of the stack do not', () => {
  writeFileSync(join(folder, 'muster.log'), 'old', { mode: 0o644 });
  writeFileSync(join(folder, 'photo.jpg'), '', { mode: 0o644 });
  chmodSync(folder, 0o755);
  prepareFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o755);
  expect(statSync(join(folder, 'muster.log')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'photo.jpg')).mode & 0o777).toBe(0o644);
});
